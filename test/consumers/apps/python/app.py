from datetime import datetime, timezone

from aws_cdk import App, CfnOutput, Duration, Environment, RemovalPolicy, Stack
from aws_cdk.aws_customerprofiles import CfnDomain
from aws_cdk.aws_events import Schedule
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_lambda import Architecture
from aws_cdk.aws_logs import RetentionDays
from aws_cdk.aws_opensearchserverless import CfnCollection
from aws_cdk.aws_opensearchservice import CfnApplication
from aws_cdk.aws_opensearchservice import CfnDomain as CfnSearchDomain
from aws_cdk.aws_s3 import Bucket
from cdk_data_attachments import (
    Administrator,
    AppIntegrationsHandlerConfig,
    Application,
    CollectionAccess,
    CustomerProfilesExport,
    DataIntegration,
    DataIntegrationAssociation,
    DataSource,
    DataSourceAttachment,
    Destination,
    ExecutionConfiguration,
    ExistingAssociation,
    ExistingAttachment,
    ExportTime,
    IdentityCenterOptions,
    IdentityCenterPrincipal,
    JobCompletion,
    OpenSearchHandlerConfig,
    PendingAttachment,
    RemainingAssociation,
    Workspace,
    WorkspaceType,
)

APPLICATION_ARN = "arn:aws:opensearch:us-east-1:123456789012:application/app1"
DATA_INTEGRATION_ARN = "arn:aws:app-integrations:us-east-1:123456789012:data-integration/01234567-89ab-cdef-0123-456789abcdef"

app = App()
stack = Stack(app, "Consumer", env=Environment(account="123456789012", region="us-east-1"))


def attach():
    OpenSearchHandlerConfig.of(app).apply(
        log_retention=RetentionDays.ONE_WEEK, memory_size=512, architecture=Architecture.ARM_64
    )
    application = CfnApplication(stack, "Application", name="search-ui")
    domain = CfnSearchDomain(stack, "Domain", domain_name="logs")
    collection = CfnCollection(stack, "Collection", name="traces")

    logs = DataSourceAttachment(
        stack,
        "Logs",
        application=application,
        data_source=DataSource.from_domain(domain),
        workspace=Workspace.create(name="Logs", type=WorkspaceType.OBSERVABILITY),
        pending_attachment=PendingAttachment.wait_until_attached(Duration.minutes(40)),
        removal_policy=RemovalPolicy.RETAIN,
    )
    DataSourceAttachment(
        stack,
        "Traces",
        application=application,
        data_source=DataSource.from_collection(collection),
        pending_attachment=PendingAttachment.accept(),
    )
    shared = DataSourceAttachment(
        stack,
        "Shared",
        application=Application.from_application_arn(stack, "SharedApplication", APPLICATION_ARN),
        data_source=DataSource.from_arn("arn:aws:es:us-east-1:123456789012:domain/shared"),
        workspace=Workspace.from_workspace_id("workspace1"),
        existing_attachment=ExistingAttachment.ADOPT,
    )
    imported = DataSourceAttachment.from_data_source_attachment_attributes(
        stack,
        "Imported",
        attachment_id="attachment1",
        application_arn=APPLICATION_ARN,
        data_source_arn=shared.data_source_arn,
    )
    reader = Role(stack, "Reader", assumed_by=ServicePrincipal("lambda.amazonaws.com"))
    logs.grants.read(reader)
    CfnOutput(stack, "Status", value=logs.status)
    CfnOutput(stack, "ImportedApplication", value=imported.application_id)


def open_ui():
    analyst = Role(stack, "Analyst", assumed_by=ServicePrincipal("ec2.amazonaws.com"))
    analysts = IdentityCenterPrincipal.from_group_id("01234567-89ab-cdef-0123-456789abcdef")
    ui = Application(
        stack,
        "Ui",
        application_name="shop-ui",
        administrators=[Administrator.from_role(analyst), Administrator.from_identity_center(analysts)],
        identity_center=IdentityCenterOptions(instance_arn="arn:aws:sso:::instance/ssoins-0123456789abcdef"),
    )
    ui.grants.access(analyst)
    ui.assign("Analysts", analysts)
    ui.attach("Logs", DataSource.from_arn("arn:aws:es:us-east-1:123456789012:domain/shop"))
    collection = CfnCollection(stack, "Orders", name="orders")
    ui.attach(
        "Orders",
        DataSource.from_collection(collection, access=CollectionAccess.for_principals([analyst.role_arn])),
        workspace=Workspace.create(name="Orders", type=WorkspaceType.SEARCH),
    )
    CfnOutput(stack, "UiName", value=ui.application_name)


def associate():
    AppIntegrationsHandlerConfig.of(stack).apply(log_removal_policy=RemovalPolicy.RETAIN)
    data_integration = DataIntegration.from_data_integration_arn(stack, "DataIntegration", DATA_INTEGRATION_ARN)

    once = DataIntegrationAssociation(
        stack,
        "Once",
        data_integration=data_integration,
        destination=Destination.s3(Bucket(stack, "Bucket"), "profiles"),
        execution_configuration=ExecutionConfiguration.on_demand(
            start_time=ExportTime.from_date(datetime(2026, 1, 1, tzinfo=timezone.utc)),
            end_time=ExportTime.from_iso8601("2026-01-02T00:00:00Z"),
        ),
        job_completion=JobCompletion.wait_until_completed(Duration.minutes(10)),
        object_configuration={"CustomerProfiles": {"domainName": ["shop"], "objectType": ["_profile"]}},
        remaining_association=RemainingAssociation.FAIL,
    )
    DataIntegrationAssociation(
        stack,
        "Hourly",
        data_integration=data_integration,
        destination=Destination.from_uri("s3://my-bucket/hourly"),
        execution_configuration=ExecutionConfiguration.scheduled(schedule=Schedule.rate(Duration.hours(1)), object="orders"),
        job_completion=JobCompletion.ignore(),
        existing_association=ExistingAssociation.ADOPT,
        client_id="client",
        client_association_metadata={"team": "analytics"},
    )
    CfnOutput(stack, "AssociationArn", value=once.association_arn)


def export_profiles():
    profiles = CustomerProfilesExport(
        stack,
        "Export",
        domain=CfnDomain.from_domain_name(stack, "ShopDomain", "shop"),
        object_types=["_profile", "_order"],
        start_time=ExportTime.from_epoch_millis("1767225600000"),
        end_time=ExportTime.from_epoch_millis("1767312000000"),
        job_completion=JobCompletion.wait_until_completed(),
    )
    CfnOutput(stack, "ExportBucket", value=profiles.bucket.bucket_name)


# Inputs that are refused, each in another way.
elsewhere = Stack(App(), "Refused")
refused = [
    lambda: Application.from_application_arn(elsewhere, "NoApplication", "arn:aws:es:us-east-1:123456789012:domain/logs"),
    lambda: DataSourceAttachment(
        elsewhere,
        "BadName",
        application=Application.from_application_arn(elsewhere, "SomeApplication", APPLICATION_ARN),
        data_source=DataSource.from_arn("arn:aws:es:us-east-1:123456789012:domain/logs"),
        workspace=Workspace.create(name="Logs & metrics", type=WorkspaceType.SEARCH),
    ),
    lambda: DataIntegrationAssociation(
        elsewhere,
        "BadWindow",
        data_integration=DataIntegration.from_data_integration_arn(elsewhere, "SomeDataIntegration", DATA_INTEGRATION_ARN),
        execution_configuration=ExecutionConfiguration.on_demand(
            start_time=ExportTime.from_epoch_millis("2"), end_time=ExportTime.from_epoch_millis("1")
        ),
    ),
]

for attempt in refused:
    try:
        attempt()
        print("accepted")
    except Exception as error:
        print(error)
attach()
open_ui()
associate()
export_profiles()
app.synth()
