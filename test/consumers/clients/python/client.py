"""Calls the local cloud as any program in Python does, and prints what it reads."""

import os
import sys

import boto3
from botocore.exceptions import ClientError

opensearch = boto3.client("opensearch")
appintegrations = boto3.client("appintegrations")
cloudformation = boto3.client("cloudformation")
stepfunctions = boto3.client("stepfunctions")


def milliseconds(time):
    return round(time.timestamp() * 1000)


def failure(error):
    response = error.response
    return f"{response['Error']['Code']} {response['ResponseMetadata']['HTTPStatusCode']} {response['Error']['Message']}"


application, domain, data_integration, stack, machine = sys.argv[1:]
nowhere = os.environ["NOWHERE"]

attachment = opensearch.attach_data_source(id=application, dataSourceArn=domain)
print("attached", attachment["attachmentId"], attachment["id"], attachment["dataSourceArn"])
described = opensearch.describe_data_source_attachment(id=application, dataSourceArn=domain)
print("described", described["attachmentId"], described["status"])
try:
    opensearch.describe_data_source_attachment(id=application, dataSourceArn=nowhere)
except opensearch.exceptions.ResourceNotFoundException as error:
    print("ResourceNotFoundException:", failure(error))

made = appintegrations.create_data_integration_association(
    DataIntegrationIdentifier=data_integration,
    ClientId="client",
    DestinationURI="s3://exports",
    ExecutionConfiguration={"ExecutionMode": "ON_DEMAND", "OnDemandConfiguration": {"StartTime": "1767225600000"}},
)
print("associated", made["DataIntegrationAssociationId"], made["DataIntegrationArn"])
[association] = appintegrations.list_data_integration_associations(DataIntegrationIdentifier=data_integration)["DataIntegrationAssociations"]
print("listed", association["DataIntegrationAssociationArn"], association["ExecutionConfiguration"]["ExecutionMode"])
try:
    appintegrations.get_data_integration(Identifier="11111111-2222-3333-4444-555555555555")
except appintegrations.exceptions.ResourceNotFoundException as error:
    print("ResourceNotFoundException:", failure(error))

[found] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
print("stack", found["StackId"], found["StackStatus"], milliseconds(found["CreationTime"]))
print("outputs", *(f"{output['OutputKey']}={output['OutputValue']}" for output in found["Outputs"]))
try:
    cloudformation.describe_stacks(StackName="Nowhere")
except ClientError as error:
    print("ClientError:", failure(error))
try:
    cloudformation.describe_change_set(StackName=stack, ChangeSetName="Nowhere")
except cloudformation.exceptions.ChangeSetNotFoundException as error:
    print("ChangeSetNotFoundException:", failure(error))

started = stepfunctions.start_execution(stateMachineArn=machine, name="greeting", input='{"name": "world"}')
while True:
    execution = stepfunctions.describe_execution(executionArn=started["executionArn"])
    if execution["status"] != "RUNNING":
        break
print("execution", execution["executionArn"], execution["status"], execution["output"])
print("times", milliseconds(started["startDate"]), milliseconds(execution["startDate"]), milliseconds(execution["stopDate"]))
history = stepfunctions.get_execution_history(executionArn=started["executionArn"])["events"]
print("history", *(event["type"] for event in history))
try:
    stepfunctions.describe_execution(executionArn=started["executionArn"] + "-nowhere")
except stepfunctions.exceptions.ExecutionDoesNotExist as error:
    print("ExecutionDoesNotExist:", failure(error))
