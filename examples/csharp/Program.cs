using Amazon.CDK;
using Amazon.CDK.AWS.OpenSearchService;
using CdkDataAttachments;

namespace Example
{
    /// <summary>
    /// An OpenSearch UI application with two data sources: a new domain for logs, and an existing domain for metrics.
    /// </summary>
    /// <remarks>
    /// <code>
    /// npx cdk deploy -c metricsDomain=my-domain
    /// </code>
    /// Context values, each with a default:
    /// <list type="bullet">
    /// <item><c>metricsDomain</c>: the name of an existing domain in the stack's account and region (<c>metrics</c>)</item>
    /// <item><c>workspace</c>: the name of the workspace that shows the logs (<c>Logs</c>)</item>
    /// </list>
    /// The application and the new domain contain people's data, so both stay when the stack is deleted.
    /// </remarks>
    public static class OpenSearchUiApp
    {
        private static readonly App app = new App();

        public static void Main()
        {
            var stack = new Stack(app, "OpenSearchUi");

            var application = new CfnApplication(stack, "Application", new CfnApplicationProps { Name = "observability" });
            application.ApplyRemovalPolicy(RemovalPolicy.RETAIN);

            var logsDomain = new Domain(stack, "LogsDomain", new DomainProps
            {
                DomainName = "logs",
                Version = EngineVersion.OPENSEARCH_2_19,
                Capacity = new CapacityConfig
                {
                    DataNodes = 1,
                    DataNodeInstanceType = "t3.small.search",
                    MultiAzWithStandbyEnabled = false
                },
                EncryptionAtRest = new EncryptionAtRestOptions { Enabled = true },
                NodeToNodeEncryption = true,
                EnforceHttps = true,
                RemovalPolicy = RemovalPolicy.RETAIN
            });

            var logs = new DataSourceAttachment(stack, "Logs", new DataSourceAttachmentProps
            {
                Application = application,
                DataSource = DataSource.FromDomain(logsDomain),
                Workspace = Workspace.Create(new WorkspaceProps
                {
                    Name = Context("workspace", "Logs"),
                    Type = WorkspaceType.OBSERVABILITY
                })
            });

            var metricsDomain = stack.FormatArn(new ArnComponents
            {
                Service = "es",
                Resource = "domain",
                ResourceName = Context("metricsDomain", "metrics")
            });
            var metrics = new DataSourceAttachment(stack, "Metrics", new DataSourceAttachmentProps
            {
                Application = application,
                DataSource = DataSource.FromArn(metricsDomain),
                Workspace = Workspace.Create(new WorkspaceProps { Name = "Metrics", Type = WorkspaceType.OBSERVABILITY }),
                // While an existing domain is being upgraded, its attachment is PENDING.
                PendingAttachment = PendingAttachment.WaitUntilAttached(Duration.Minutes(40))
            });

            new CfnOutput(stack, "ApplicationId", new CfnOutputProps { Value = application.AttrId });
            new CfnOutput(stack, "LogsAttachmentId", new CfnOutputProps { Value = logs.AttachmentId });
            new CfnOutput(stack, "MetricsAttachmentId", new CfnOutputProps { Value = metrics.AttachmentId });

            app.Synth();
        }

        private static string Context(string name, string otherwise)
        {
            return app.Node.TryGetContext(name)?.ToString() ?? otherwise;
        }
    }
}
