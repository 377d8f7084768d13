package main

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscustomerprofiles"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsopensearchserverless"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsopensearchservice"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
	attachments "github.com/cdk-data-attachments/cdk-data-attachments-go/cdkdataattachments"
)

var (
	applicationArn     = jsii.String("arn:aws:opensearch:us-east-1:123456789012:application/app1")
	dataIntegrationArn = jsii.String("arn:aws:app-integrations:us-east-1:123456789012:data-integration/01234567-89ab-cdef-0123-456789abcdef")
)

func attach(app awscdk.App, stack awscdk.Stack) {
	attachments.OpenSearchHandlerConfig_Of(app).Apply(&attachments.HandlerSettings{
		LogRetention: awslogs.RetentionDays_ONE_WEEK,
		MemorySize:   jsii.Number(512),
		Architecture: awslambda.Architecture_ARM_64(),
	})
	application := awsopensearchservice.NewCfnApplication(stack, jsii.String("Application"), &awsopensearchservice.CfnApplicationProps{
		Name: jsii.String("search-ui"),
	})
	domain := awsopensearchservice.NewCfnDomain(stack, jsii.String("Domain"), &awsopensearchservice.CfnDomainProps{
		DomainName: jsii.String("logs"),
	})
	collection := awsopensearchserverless.NewCfnCollection(stack, jsii.String("Collection"), &awsopensearchserverless.CfnCollectionProps{
		Name: jsii.String("traces"),
	})

	logs := attachments.NewDataSourceAttachment(stack, jsii.String("Logs"), &attachments.DataSourceAttachmentProps{
		Application: application,
		DataSource:  attachments.DataSource_FromDomain(domain, nil),
		Workspace: attachments.Workspace_Create(&attachments.WorkspaceProps{
			Name: jsii.String("Logs"),
			Type: attachments.WorkspaceType_OBSERVABILITY,
		}),
		PendingAttachment: attachments.PendingAttachment_WaitUntilAttached(awscdk.Duration_Minutes(jsii.Number(40))),
		RemovalPolicy:     awscdk.RemovalPolicy_RETAIN,
	})
	attachments.NewDataSourceAttachment(stack, jsii.String("Traces"), &attachments.DataSourceAttachmentProps{
		Application:       application,
		DataSource:        attachments.DataSource_FromCollection(collection, nil),
		PendingAttachment: attachments.PendingAttachment_Accept(),
	})
	shared := attachments.NewDataSourceAttachment(stack, jsii.String("Shared"), &attachments.DataSourceAttachmentProps{
		Application:        attachments.Application_FromApplicationArn(stack, jsii.String("SharedApplication"), applicationArn),
		DataSource:         attachments.DataSource_FromArn(jsii.String("arn:aws:es:us-east-1:123456789012:domain/shared")),
		Workspace:          attachments.Workspace_FromWorkspaceId(jsii.String("workspace1")),
		ExistingAttachment: attachments.ExistingAttachment_ADOPT,
	})
	imported := attachments.DataSourceAttachment_FromDataSourceAttachmentAttributes(stack, jsii.String("Imported"),
		&attachments.DataSourceAttachmentAttributes{
			AttachmentId:   jsii.String("attachment1"),
			ApplicationArn: applicationArn,
			DataSourceArn:  shared.DataSourceArn(),
		})
	reader := awsiam.NewRole(stack, jsii.String("Reader"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
	})
	logs.Grants().Read(reader)
	awscdk.NewCfnOutput(stack, jsii.String("Status"), &awscdk.CfnOutputProps{Value: logs.Status()})
	awscdk.NewCfnOutput(stack, jsii.String("ImportedApplication"), &awscdk.CfnOutputProps{Value: imported.ApplicationId()})
}

func open(stack awscdk.Stack) {
	analyst := awsiam.NewRole(stack, jsii.String("Analyst"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("ec2.amazonaws.com"), nil),
	})
	analysts := attachments.IdentityCenterPrincipal_FromGroupId(jsii.String("01234567-89ab-cdef-0123-456789abcdef"))
	ui := attachments.NewApplication(stack, jsii.String("Ui"), &attachments.ApplicationProps{
		ApplicationName: jsii.String("shop-ui"),
		Administrators: &[]attachments.Administrator{
			attachments.Administrator_FromRole(analyst), attachments.Administrator_FromIdentityCenter(analysts),
		},
		IdentityCenter: &attachments.IdentityCenterOptions{
			InstanceArn: jsii.String("arn:aws:sso:::instance/ssoins-0123456789abcdef"),
		},
	})
	ui.Grants().Access(analyst)
	ui.Assign(jsii.String("Analysts"), analysts)
	ui.Attach(jsii.String("Logs"), attachments.DataSource_FromArn(jsii.String("arn:aws:es:us-east-1:123456789012:domain/shop")), nil)
	collection := awsopensearchserverless.NewCfnCollection(stack, jsii.String("Orders"), &awsopensearchserverless.CfnCollectionProps{
		Name: jsii.String("orders"),
	})
	ui.Attach(jsii.String("Orders"), attachments.DataSource_FromCollection(collection, &attachments.CollectionDataSourceOptions{
		Access: attachments.CollectionAccess_ForPrincipals(jsii.Strings(*analyst.RoleArn())),
	}), &attachments.DataSourceAttachmentOptions{
		Workspace: attachments.Workspace_Create(&attachments.WorkspaceProps{
			Name: jsii.String("Orders"),
			Type: attachments.WorkspaceType_SEARCH,
		}),
	})
	awscdk.NewCfnOutput(stack, jsii.String("UiName"), &awscdk.CfnOutputProps{Value: ui.ApplicationName()})
}

func associate(stack awscdk.Stack) {
	attachments.AppIntegrationsHandlerConfig_Of(stack).Apply(&attachments.HandlerSettings{
		LogRemovalPolicy: awscdk.RemovalPolicy_RETAIN,
	})
	dataIntegration := attachments.DataIntegration_FromDataIntegrationArn(stack, jsii.String("DataIntegration"), dataIntegrationArn)

	once := attachments.NewDataIntegrationAssociation(stack, jsii.String("Once"), &attachments.DataIntegrationAssociationProps{
		DataIntegration: dataIntegration,
		Destination:     attachments.Destination_S3(awss3.NewBucket(stack, jsii.String("Bucket"), nil), jsii.String("profiles")),
		ExecutionConfiguration: attachments.ExecutionConfiguration_OnDemand(&attachments.OnDemandConfiguration{
			StartTime: attachments.ExportTime_FromDate(jsii.Time(time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC))),
			EndTime:   attachments.ExportTime_FromIso8601(jsii.String("2026-01-02T00:00:00Z")),
		}),
		JobCompletion: attachments.JobCompletion_WaitUntilCompleted(awscdk.Duration_Minutes(jsii.Number(10))),
		ObjectConfiguration: &map[string]*map[string]*[]*string{
			"CustomerProfiles": {"domainName": jsii.Strings("shop"), "objectType": jsii.Strings("_profile")},
		},
		RemainingAssociation: attachments.RemainingAssociation_FAIL,
	})
	attachments.NewDataIntegrationAssociation(stack, jsii.String("Hourly"), &attachments.DataIntegrationAssociationProps{
		DataIntegration: dataIntegration,
		Destination:     attachments.Destination_FromUri(jsii.String("s3://my-bucket/hourly")),
		ExecutionConfiguration: attachments.ExecutionConfiguration_Scheduled(&attachments.ScheduleConfiguration{
			Schedule: awsevents.Schedule_Rate(awscdk.Duration_Hours(jsii.Number(1))),
			Object:   jsii.String("orders"),
		}),
		JobCompletion:             attachments.JobCompletion_Ignore(),
		ExistingAssociation:       attachments.ExistingAssociation_ADOPT,
		ClientId:                  jsii.String("client"),
		ClientAssociationMetadata: &map[string]*string{"team": jsii.String("analytics")},
	})
	awscdk.NewCfnOutput(stack, jsii.String("AssociationArn"), &awscdk.CfnOutputProps{Value: once.AssociationArn()})
}

func exportProfiles(stack awscdk.Stack) {
	profiles := attachments.NewCustomerProfilesExport(stack, jsii.String("Export"), &attachments.CustomerProfilesExportProps{
		Domain:        awscustomerprofiles.CfnDomain_FromDomainName(stack, jsii.String("ShopDomain"), jsii.String("shop")),
		ObjectTypes:   jsii.Strings("_profile", "_order"),
		StartTime:     attachments.ExportTime_FromEpochMillis(jsii.String("1767225600000")),
		EndTime:       attachments.ExportTime_FromEpochMillis(jsii.String("1767312000000")),
		JobCompletion: attachments.JobCompletion_WaitUntilCompleted(nil),
	})
	awscdk.NewCfnOutput(stack, jsii.String("ExportBucket"), &awscdk.CfnOutputProps{Value: profiles.Bucket().BucketName()})
}

// refused lists inputs that are refused, each in another way.
func refused(stack awscdk.Stack) []func() {
	return []func(){
		func() {
			attachments.Application_FromApplicationArn(stack, jsii.String("NoApplication"), jsii.String("arn:aws:es:us-east-1:123456789012:domain/logs"))
		},
		func() {
			attachments.NewDataSourceAttachment(stack, jsii.String("BadName"), &attachments.DataSourceAttachmentProps{
				Application: attachments.Application_FromApplicationArn(stack, jsii.String("SomeApplication"), applicationArn),
				DataSource:  attachments.DataSource_FromArn(jsii.String("arn:aws:es:us-east-1:123456789012:domain/logs")),
				Workspace: attachments.Workspace_Create(&attachments.WorkspaceProps{
					Name: jsii.String("Logs & metrics"),
					Type: attachments.WorkspaceType_SEARCH,
				}),
			})
		},
		func() {
			attachments.NewDataIntegrationAssociation(stack, jsii.String("BadWindow"), &attachments.DataIntegrationAssociationProps{
				DataIntegration: attachments.DataIntegration_FromDataIntegrationArn(stack, jsii.String("SomeDataIntegration"), dataIntegrationArn),
				ExecutionConfiguration: attachments.ExecutionConfiguration_OnDemand(&attachments.OnDemandConfiguration{
					StartTime: attachments.ExportTime_FromEpochMillis(jsii.String("2")),
					EndTime:   attachments.ExportTime_FromEpochMillis(jsii.String("1")),
				}),
			})
		},
	}
}

func try(attempt func()) {
	defer func() {
		if reason := recover(); reason != nil {
			fmt.Println(reason)
		}
	}()
	attempt()
	fmt.Println("accepted")
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Consumer"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("123456789012"), Region: jsii.String("us-east-1")},
	})
	for _, attempt := range refused(awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Refused"), nil)) {
		try(attempt)
	}
	attach(app, stack)
	open(stack)
	associate(stack)
	exportProfiles(stack)
	app.Synth(nil)
}
