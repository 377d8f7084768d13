// Calls the local cloud as any program in Go does, and prints what it reads.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/appintegrations"
	appintegrationstypes "github.com/aws/aws-sdk-go-v2/service/appintegrations/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	cloudformationtypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/opensearch"
	opensearchtypes "github.com/aws/aws-sdk-go-v2/service/opensearch/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/smithy-go"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func milliseconds(at *time.Time) int64 {
	return at.UnixMilli()
}

func failure(err error) string {
	var known smithy.APIError
	var response *awshttp.ResponseError
	if !errors.As(err, &known) || !errors.As(err, &response) {
		log.Fatal("not an error of the service: ", err)
	}
	return fmt.Sprintf("%s %d %s", known.ErrorCode(), response.HTTPStatusCode(), known.ErrorMessage())
}

// Prints an error of the type E, and no other.
func refused[E error](name string, err error) {
	var typed E
	if !errors.As(err, &typed) {
		log.Fatalf("expected %s, got %v", name, err)
	}
	fmt.Println(name+":", failure(err))
}

func main() {
	ctx := context.Background()
	settings := must(config.LoadDefaultConfig(ctx))
	application, dataIntegration, stack, machine := &os.Args[1], &os.Args[3], &os.Args[4], &os.Args[5]

	search := opensearch.NewFromConfig(settings)
	// This client knows no attachments yet.
	described := must(search.GetApplication(ctx, &opensearch.GetApplicationInput{Id: application}))
	fmt.Println("application", *described.Id, *described.Name, described.Status, milliseconds(described.CreatedAt))
	authorized := must(search.AuthorizeVpcEndpointAccess(ctx, &opensearch.AuthorizeVpcEndpointAccessInput{
		DomainName: aws.String("logs"), Service: opensearchtypes.AWSServicePrincipalApplicationOpensearchserviceAmazonawsCom,
	}))
	fmt.Println("authorized", authorized.AuthorizedPrincipal.PrincipalType, *authorized.AuthorizedPrincipal.Principal)
	_, err := search.GetApplication(ctx, &opensearch.GetApplicationInput{Id: aws.String("nowhere")})
	refused[*opensearchtypes.ResourceNotFoundException]("ResourceNotFoundException", err)

	integrations := appintegrations.NewFromConfig(settings)
	made := must(integrations.CreateDataIntegrationAssociation(ctx, &appintegrations.CreateDataIntegrationAssociationInput{
		DataIntegrationIdentifier: dataIntegration,
		ClientId:                  aws.String("client"),
		DestinationURI:            aws.String("s3://exports"),
		ExecutionConfiguration: &appintegrationstypes.ExecutionConfiguration{
			ExecutionMode:         appintegrationstypes.ExecutionModeOnDemand,
			OnDemandConfiguration: &appintegrationstypes.OnDemandConfiguration{StartTime: aws.String("1767225600000")},
		},
	}))
	fmt.Println("associated", *made.DataIntegrationAssociationId, *made.DataIntegrationArn)
	associations := must(integrations.ListDataIntegrationAssociations(ctx, &appintegrations.ListDataIntegrationAssociationsInput{DataIntegrationIdentifier: dataIntegration}))
	for _, association := range associations.DataIntegrationAssociations {
		fmt.Println("listed", *association.DataIntegrationAssociationArn, association.ExecutionConfiguration.ExecutionMode)
	}
	_, err = integrations.GetDataIntegration(ctx, &appintegrations.GetDataIntegrationInput{Identifier: aws.String("11111111-2222-3333-4444-555555555555")})
	refused[*appintegrationstypes.ResourceNotFoundException]("ResourceNotFoundException", err)

	formation := cloudformation.NewFromConfig(settings)
	found := must(formation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: stack})).Stacks[0]
	fmt.Println("stack", *found.StackId, found.StackStatus, milliseconds(found.CreationTime))
	for _, output := range found.Outputs {
		fmt.Printf("outputs %s=%s\n", *output.OutputKey, *output.OutputValue)
	}
	_, err = formation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String("Nowhere")})
	refused[smithy.APIError]("ClientError", err)
	_, err = formation.DescribeChangeSet(ctx, &cloudformation.DescribeChangeSetInput{StackName: stack, ChangeSetName: aws.String("Nowhere")})
	refused[*cloudformationtypes.ChangeSetNotFoundException]("ChangeSetNotFoundException", err)

	states := sfn.NewFromConfig(settings)
	started := must(states.StartExecution(ctx, &sfn.StartExecutionInput{
		StateMachineArn: machine, Name: aws.String("greeting"), Input: aws.String(`{"name": "world"}`),
	}))
	ofStarted := &sfn.DescribeExecutionInput{ExecutionArn: started.ExecutionArn}
	execution := must(states.DescribeExecution(ctx, ofStarted))
	for execution.Status == sfntypes.ExecutionStatusRunning {
		execution = must(states.DescribeExecution(ctx, ofStarted))
	}
	fmt.Println("execution", *execution.ExecutionArn, execution.Status, *execution.Output)
	fmt.Println("times", milliseconds(started.StartDate), milliseconds(execution.StartDate), milliseconds(execution.StopDate))
	history := must(states.GetExecutionHistory(ctx, &sfn.GetExecutionHistoryInput{ExecutionArn: started.ExecutionArn}))
	fmt.Print("history")
	for _, event := range history.Events {
		fmt.Print(" ", event.Type)
	}
	fmt.Println()
	_, err = states.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: aws.String(*started.ExecutionArn + "-nowhere")})
	refused[*sfntypes.ExecutionDoesNotExist]("ExecutionDoesNotExist", err)
}
