"""An OpenSearch UI application with two data sources: a new domain for logs, and an existing domain for metrics.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    npx cdk deploy -c metricsDomain=my-domain

Context values, each with a default:

- ``metricsDomain``: the name of an existing domain in the stack's account and region (``metrics``)
- ``workspace``: the name of the workspace that shows the logs (``Logs``)

The application and the new domain contain people's data, so both stay when the stack is deleted.
"""

from aws_cdk import App, CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk.aws_opensearchservice import (
    CapacityConfig,
    CfnApplication,
    Domain,
    EncryptionAtRestOptions,
    EngineVersion,
)
from cdk_data_attachments import DataSource, DataSourceAttachment, PendingAttachment, Workspace, WorkspaceType

app = App()
stack = Stack(app, "OpenSearchUi")

workspace = app.node.try_get_context("workspace") or "Logs"
metrics_domain = app.node.try_get_context("metricsDomain") or "metrics"

application = CfnApplication(stack, "Application", name="observability")
application.apply_removal_policy(RemovalPolicy.RETAIN)

logs_domain = Domain(
    stack,
    "LogsDomain",
    domain_name="logs",
    version=EngineVersion.OPENSEARCH_2_19,
    capacity=CapacityConfig(
        data_nodes=1, data_node_instance_type="t3.small.search", multi_az_with_standby_enabled=False
    ),
    encryption_at_rest=EncryptionAtRestOptions(enabled=True),
    node_to_node_encryption=True,
    enforce_https=True,
    removal_policy=RemovalPolicy.RETAIN,
)

logs = DataSourceAttachment(
    stack,
    "Logs",
    application=application,
    data_source=DataSource.from_domain(logs_domain),
    workspace=Workspace.create(name=workspace, type=WorkspaceType.OBSERVABILITY),
)

metrics = DataSourceAttachment(
    stack,
    "Metrics",
    application=application,
    data_source=DataSource.from_arn(stack.format_arn(service="es", resource="domain", resource_name=metrics_domain)),
    workspace=Workspace.create(name="Metrics", type=WorkspaceType.OBSERVABILITY),
    # While an existing domain is being upgraded, its attachment is PENDING.
    pending_attachment=PendingAttachment.wait_until_attached(Duration.minutes(40)),
)

CfnOutput(stack, "ApplicationId", value=application.attr_id)
CfnOutput(stack, "LogsAttachmentId", value=logs.attachment_id)
CfnOutput(stack, "MetricsAttachmentId", value=metrics.attachment_id)

app.synth()
