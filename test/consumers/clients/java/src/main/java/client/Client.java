package client;

import static java.util.stream.Collectors.joining;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.appintegrations.AppIntegrationsClient;
import software.amazon.awssdk.services.appintegrations.model.ExecutionMode;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetNotFoundException;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.opensearch.OpenSearchClient;
import software.amazon.awssdk.services.opensearch.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Calls the local cloud as any program in Java does, and prints what it reads. */
public final class Client {
  private static final OpenSearchClient OPENSEARCH = OpenSearchClient.create();
  private static final AppIntegrationsClient APPINTEGRATIONS = AppIntegrationsClient.create();
  private static final CloudFormationClient CLOUDFORMATION = CloudFormationClient.create();
  private static final SfnClient STATES = SfnClient.create();

  private static void refused(String name, Class<? extends AwsServiceException> type, Runnable call) {
    try {
      call.run();
    } catch (AwsServiceException error) {
      if (!type.isInstance(error)) throw error;
      var details = error.awsErrorDetails();
      System.out.println(name + ": " + details.errorCode() + " " + error.statusCode() + " " + details.errorMessage());
      return;
    }
    throw new IllegalStateException("expected " + name);
  }

  public static void main(String[] args) {
    String application = args[0];
    String domain = args[1];
    String dataIntegration = args[2];
    String stack = args[3];
    String machine = args[4];
    String nowhere = System.getenv("NOWHERE");

    var attachment = OPENSEARCH.attachDataSource(r -> r.id(application).dataSourceArn(domain));
    System.out.println("attached " + attachment.attachmentId() + " " + attachment.id() + " " + attachment.dataSourceArn());
    var described = OPENSEARCH.describeDataSourceAttachment(r -> r.id(application).dataSourceArn(domain));
    System.out.println("described " + described.attachmentId() + " " + described.status());
    refused("ResourceNotFoundException", ResourceNotFoundException.class,
        () -> OPENSEARCH.describeDataSourceAttachment(r -> r.id(application).dataSourceArn(nowhere)));

    var made = APPINTEGRATIONS.createDataIntegrationAssociation(r -> r
        .dataIntegrationIdentifier(dataIntegration)
        .clientId("client")
        .destinationURI("s3://exports")
        .executionConfiguration(c -> c.executionMode(ExecutionMode.ON_DEMAND).onDemandConfiguration(d -> d.startTime("1767225600000"))));
    System.out.println("associated " + made.dataIntegrationAssociationId() + " " + made.dataIntegrationArn());
    for (var association : APPINTEGRATIONS.listDataIntegrationAssociations(r -> r.dataIntegrationIdentifier(dataIntegration)).dataIntegrationAssociations()) {
      System.out.println("listed " + association.dataIntegrationAssociationArn() + " " + association.executionConfiguration().executionMode());
    }
    refused("ResourceNotFoundException", software.amazon.awssdk.services.appintegrations.model.ResourceNotFoundException.class,
        () -> APPINTEGRATIONS.getDataIntegration(r -> r.identifier("11111111-2222-3333-4444-555555555555")));

    Stack found = CLOUDFORMATION.describeStacks(r -> r.stackName(stack)).stacks().get(0);
    System.out.println("stack " + found.stackId() + " " + found.stackStatus() + " " + found.creationTime().toEpochMilli());
    System.out.println("outputs " + found.outputs().stream().map(output -> output.outputKey() + "=" + output.outputValue()).collect(joining(" ")));
    refused("ClientError", CloudFormationException.class, () -> CLOUDFORMATION.describeStacks(r -> r.stackName("Nowhere")));
    refused("ChangeSetNotFoundException", ChangeSetNotFoundException.class,
        () -> CLOUDFORMATION.describeChangeSet(r -> r.stackName(stack).changeSetName("Nowhere")));

    var started = STATES.startExecution(r -> r.stateMachineArn(machine).name("greeting").input("{\"name\": \"world\"}"));
    DescribeExecutionResponse execution;
    do {
      execution = STATES.describeExecution(r -> r.executionArn(started.executionArn()));
    } while (execution.status() == ExecutionStatus.RUNNING);
    System.out.println("execution " + execution.executionArn() + " " + execution.status() + " " + execution.output());
    System.out.println("times " + started.startDate().toEpochMilli() + " " + execution.startDate().toEpochMilli() + " " + execution.stopDate().toEpochMilli());
    var history = STATES.getExecutionHistory(r -> r.executionArn(started.executionArn())).events();
    System.out.println("history " + history.stream().map(event -> event.typeAsString()).collect(joining(" ")));
    refused("ExecutionDoesNotExist", ExecutionDoesNotExistException.class,
        () -> STATES.describeExecution(r -> r.executionArn(started.executionArn() + "-nowhere")));
  }
}
