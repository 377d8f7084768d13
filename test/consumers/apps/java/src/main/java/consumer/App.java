package consumer;

import io.github.cdkdataattachments.Administrator;
import io.github.cdkdataattachments.AppIntegrationsHandlerConfig;
import io.github.cdkdataattachments.Application;
import io.github.cdkdataattachments.CollectionAccess;
import io.github.cdkdataattachments.CollectionDataSourceOptions;
import io.github.cdkdataattachments.CustomerProfilesExport;
import io.github.cdkdataattachments.DataIntegration;
import io.github.cdkdataattachments.DataIntegrationAssociation;
import io.github.cdkdataattachments.DataSource;
import io.github.cdkdataattachments.DataSourceAttachment;
import io.github.cdkdataattachments.DataSourceAttachmentAttributes;
import io.github.cdkdataattachments.DataSourceAttachmentOptions;
import io.github.cdkdataattachments.Destination;
import io.github.cdkdataattachments.ExecutionConfiguration;
import io.github.cdkdataattachments.ExistingAssociation;
import io.github.cdkdataattachments.ExistingAttachment;
import io.github.cdkdataattachments.ExportTime;
import io.github.cdkdataattachments.HandlerSettings;
import io.github.cdkdataattachments.IDataSourceAttachment;
import io.github.cdkdataattachments.IdentityCenterOptions;
import io.github.cdkdataattachments.IdentityCenterPrincipal;
import io.github.cdkdataattachments.JobCompletion;
import io.github.cdkdataattachments.OnDemandConfiguration;
import io.github.cdkdataattachments.OpenSearchHandlerConfig;
import io.github.cdkdataattachments.PendingAttachment;
import io.github.cdkdataattachments.RemainingAssociation;
import io.github.cdkdataattachments.ScheduleConfiguration;
import io.github.cdkdataattachments.Workspace;
import io.github.cdkdataattachments.WorkspaceProps;
import io.github.cdkdataattachments.WorkspaceType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.interfaces.appintegrations.IDataIntegrationRef;
import software.amazon.awscdk.services.customerprofiles.CfnDomain;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.opensearchserverless.CfnCollection;
import software.amazon.awscdk.services.opensearchservice.CfnApplication;
import software.amazon.awscdk.services.s3.Bucket;

public final class App {
    private static final String APPLICATION_ARN = "arn:aws:opensearch:us-east-1:123456789012:application/app1";
    private static final String DATA_INTEGRATION_ARN =
        "arn:aws:app-integrations:us-east-1:123456789012:data-integration/01234567-89ab-cdef-0123-456789abcdef";

    private final software.amazon.awscdk.App app = new software.amazon.awscdk.App();
    private final Stack stack = new Stack(app, "Consumer", StackProps.builder()
        .env(Environment.builder().account("123456789012").region("us-east-1").build())
        .build());

    public static void main(String[] arguments) {
        App consumer = new App();
        tryRefused(new Stack(new software.amazon.awscdk.App(), "Refused"));
        consumer.attach();
        consumer.open();
        consumer.associate();
        consumer.exportProfiles();
        consumer.app.synth();
    }

    private void attach() {
        OpenSearchHandlerConfig.of(app).apply(HandlerSettings.builder()
            .logRetention(RetentionDays.ONE_WEEK)
            .memorySize(512)
            .architecture(Architecture.ARM_64)
            .build());
        CfnApplication application = CfnApplication.Builder.create(stack, "Application").name("search-ui").build();
        var domain = software.amazon.awscdk.services.opensearchservice.CfnDomain.Builder.create(stack, "Domain")
            .domainName("logs")
            .build();
        CfnCollection collection = CfnCollection.Builder.create(stack, "Collection").name("traces").build();

        DataSourceAttachment logs = DataSourceAttachment.Builder.create(stack, "Logs")
            .application(application)
            .dataSource(DataSource.fromDomain(domain))
            .workspace(Workspace.create(WorkspaceProps.builder().name("Logs").type(WorkspaceType.OBSERVABILITY).build()))
            .pendingAttachment(PendingAttachment.waitUntilAttached(Duration.minutes(40)))
            .removalPolicy(RemovalPolicy.RETAIN)
            .build();
        DataSourceAttachment.Builder.create(stack, "Traces")
            .application(application)
            .dataSource(DataSource.fromCollection(collection))
            .pendingAttachment(PendingAttachment.accept())
            .build();
        DataSourceAttachment shared = DataSourceAttachment.Builder.create(stack, "Shared")
            .application(Application.fromApplicationArn(stack, "SharedApplication", APPLICATION_ARN))
            .dataSource(DataSource.fromArn("arn:aws:es:us-east-1:123456789012:domain/shared"))
            .workspace(Workspace.fromWorkspaceId("workspace1"))
            .existingAttachment(ExistingAttachment.ADOPT)
            .build();
        IDataSourceAttachment imported = DataSourceAttachment.fromDataSourceAttachmentAttributes(stack, "Imported",
            DataSourceAttachmentAttributes.builder()
                .attachmentId("attachment1")
                .applicationArn(APPLICATION_ARN)
                .dataSourceArn(shared.getDataSourceArn())
                .build());
        Role reader = Role.Builder.create(stack, "Reader").assumedBy(new ServicePrincipal("lambda.amazonaws.com")).build();
        logs.getGrants().read(reader);
        CfnOutput.Builder.create(stack, "Status").value(logs.getStatus()).build();
        CfnOutput.Builder.create(stack, "ImportedApplication").value(imported.getApplicationId()).build();
    }

    private void open() {
        Role analyst = Role.Builder.create(stack, "Analyst").assumedBy(new ServicePrincipal("ec2.amazonaws.com")).build();
        IdentityCenterPrincipal analysts = IdentityCenterPrincipal.fromGroupId("01234567-89ab-cdef-0123-456789abcdef");
        Application ui = Application.Builder.create(stack, "Ui")
            .applicationName("shop-ui")
            .administrators(List.of(Administrator.fromRole(analyst), Administrator.fromIdentityCenter(analysts)))
            .identityCenter(IdentityCenterOptions.builder()
                .instanceArn("arn:aws:sso:::instance/ssoins-0123456789abcdef")
                .build())
            .build();
        ui.getGrants().access(analyst);
        ui.assign("Analysts", analysts);
        ui.attach("Logs", DataSource.fromArn("arn:aws:es:us-east-1:123456789012:domain/shop"));
        CfnCollection collection = CfnCollection.Builder.create(stack, "Orders").name("orders").build();
        ui.attach("Orders", DataSource.fromCollection(collection, CollectionDataSourceOptions.builder()
            .access(CollectionAccess.forPrincipals(List.of(analyst.getRoleArn())))
            .build()), DataSourceAttachmentOptions.builder()
            .workspace(Workspace.create(WorkspaceProps.builder().name("Orders").type(WorkspaceType.SEARCH).build()))
            .build());
        CfnOutput.Builder.create(stack, "UiName").value(ui.getApplicationName()).build();
    }

    private void associate() {
        AppIntegrationsHandlerConfig.of(stack).apply(HandlerSettings.builder()
            .logRemovalPolicy(RemovalPolicy.RETAIN)
            .build());
        IDataIntegrationRef dataIntegration = DataIntegration.fromDataIntegrationArn(stack, "DataIntegration", DATA_INTEGRATION_ARN);

        DataIntegrationAssociation once = DataIntegrationAssociation.Builder.create(stack, "Once")
            .dataIntegration(dataIntegration)
            .destination(Destination.s3(new Bucket(stack, "Bucket"), "profiles"))
            .executionConfiguration(ExecutionConfiguration.onDemand(OnDemandConfiguration.builder()
                .startTime(ExportTime.fromDate(Instant.parse("2026-01-01T00:00:00Z")))
                .endTime(ExportTime.fromIso8601("2026-01-02T00:00:00Z"))
                .build()))
            .jobCompletion(JobCompletion.waitUntilCompleted(Duration.minutes(10)))
            .objectConfiguration(Map.of("CustomerProfiles", Map.of("domainName", List.of("shop"), "objectType", List.of("_profile"))))
            .remainingAssociation(RemainingAssociation.FAIL)
            .build();
        DataIntegrationAssociation.Builder.create(stack, "Hourly")
            .dataIntegration(dataIntegration)
            .destination(Destination.fromUri("s3://my-bucket/hourly"))
            .executionConfiguration(ExecutionConfiguration.scheduled(ScheduleConfiguration.builder()
                .schedule(Schedule.rate(Duration.hours(1)))
                .object("orders")
                .build()))
            .jobCompletion(JobCompletion.ignore())
            .existingAssociation(ExistingAssociation.ADOPT)
            .clientId("client")
            .clientAssociationMetadata(Map.of("team", "analytics"))
            .build();
        CfnOutput.Builder.create(stack, "AssociationArn").value(once.getAssociationArn()).build();
    }

    private void exportProfiles() {
        CustomerProfilesExport profiles = CustomerProfilesExport.Builder.create(stack, "Export")
            .domain(CfnDomain.fromDomainName(stack, "ShopDomain", "shop"))
            .objectTypes(List.of("_profile", "_order"))
            .startTime(ExportTime.fromEpochMillis("1767225600000"))
            .endTime(ExportTime.fromEpochMillis("1767312000000"))
            .jobCompletion(JobCompletion.waitUntilCompleted())
            .build();
        CfnOutput.Builder.create(stack, "ExportBucket").value(profiles.getBucket().getBucketName()).build();
    }

    /** Tries inputs that are refused, each in another way. */
    private static void tryRefused(Stack stack) {
        List<Runnable> attempts = List.of(
            () -> Application.fromApplicationArn(stack, "NoApplication", "arn:aws:es:us-east-1:123456789012:domain/logs"),
            () -> DataSourceAttachment.Builder.create(stack, "BadName")
                .application(Application.fromApplicationArn(stack, "SomeApplication", APPLICATION_ARN))
                .dataSource(DataSource.fromArn("arn:aws:es:us-east-1:123456789012:domain/logs"))
                .workspace(Workspace.create(WorkspaceProps.builder().name("Logs & metrics").type(WorkspaceType.SEARCH).build()))
                .build(),
            () -> DataIntegrationAssociation.Builder.create(stack, "BadWindow")
                .dataIntegration(DataIntegration.fromDataIntegrationArn(stack, "SomeDataIntegration", DATA_INTEGRATION_ARN))
                .executionConfiguration(ExecutionConfiguration.onDemand(OnDemandConfiguration.builder()
                    .startTime(ExportTime.fromEpochMillis("2"))
                    .endTime(ExportTime.fromEpochMillis("1"))
                    .build()))
                .build());
        for (Runnable attempt : attempts) {
            try {
                attempt.run();
                System.out.println("accepted");
            } catch (RuntimeException error) {
                System.out.println(error.getMessage());
            }
        }
    }
}
