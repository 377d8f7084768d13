package example;

import io.github.cdkdataattachments.DataIntegrationAssociation;
import io.github.cdkdataattachments.Destination;
import io.github.cdkdataattachments.ExecutionConfiguration;
import io.github.cdkdataattachments.ExportTime;
import io.github.cdkdataattachments.JobCompletion;
import io.github.cdkdataattachments.OnDemandConfiguration;
import io.github.cdkdataattachments.RemainingAssociation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.appintegrations.CfnDataIntegration;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;

/**
 * Exports the profiles that changed on one day in an Amazon Connect Customer Profiles domain to a bucket.
 *
 * <pre>
 * npx cdk deploy -c domain=my-domain -c day=2026-01-01
 * npx cdk deploy -c domain=my-domain -c day=2026-01-02    # the next day, with the same association
 * </pre>
 *
 * Context values, each with a default:
 * <ul>
 * <li>{@code domain}: the name of an existing Customer Profiles domain in the stack's account and region ({@code shop})
 * <li>{@code day}: the day to export, in UTC ({@code 2026-01-01}); another day runs the export again
 * <li>{@code prefix}: the prefix of the keys of the exported objects ({@code profiles}); another prefix makes another
 * association, which the service may refuse for a data integration that was associated before
 * <li>{@code dataIntegration}: the name of the data integration ({@code profile-export})
 * </ul>
 *
 * The key, the bucket and the data integration stay when the stack is deleted. The service does not delete a data
 * integration that has an association, so its name stays in use. If you deploy again after you have destroyed the app, or
 * after its first deployment failed, choose another name.
 */
public final class DataExportApp {
    private static final App APP = new App();
    private static final Stack STACK = new Stack(APP, "DataExport");

    public static void main(String[] arguments) {
        LocalDate day = LocalDate.parse(context("day", "2026-01-01"));

        Key key = Key.Builder.create(STACK, "Key").enableKeyRotation(true).removalPolicy(RemovalPolicy.RETAIN).build();
        key.addToResourcePolicy(allowAppIntegrations(
            List.of("kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"), List.of("*")));

        Bucket bucket = Bucket.Builder.create(STACK, "Bucket")
            .encryption(BucketEncryption.KMS)
            .encryptionKey(key)
            .bucketKeyEnabled(true)
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .enforceSsl(true)
            .removalPolicy(RemovalPolicy.RETAIN)
            .build();
        bucket.addToResourcePolicy(allowAppIntegrations(
            List.of("s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:PutObjectAcl"),
            List.of(bucket.getBucketArn(), bucket.arnForObjects("*"))));

        CfnDataIntegration profiles = CfnDataIntegration.Builder.create(STACK, "Profiles")
            .name(context("dataIntegration", "profile-export"))
            .sourceUri("AmazonConnect://AppIntegrations")
            .kmsKey(key.getKeyArn())
            .objectConfiguration(Map.of("CustomerProfiles", Map.of(
                "domainName", List.of(context("domain", "shop")), "objectType", List.of("_profile"))))
            .build();
        profiles.applyRemovalPolicy(RemovalPolicy.RETAIN);

        DataIntegrationAssociation association = DataIntegrationAssociation.Builder.create(STACK, "Export")
            .dataIntegration(profiles)
            .destination(Destination.s3(bucket, context("prefix", "profiles")))
            .executionConfiguration(ExecutionConfiguration.onDemand(OnDemandConfiguration.builder()
                .startTime(ExportTime.fromDate(midnight(day)))
                .endTime(ExportTime.fromDate(midnight(day.plusDays(1))))
                .build()))
            .jobCompletion(JobCompletion.waitUntilCompleted(Duration.minutes(50)))
            .remainingAssociation(RemainingAssociation.LEAVE)
            .build();
        // The export runs as soon as the association is made, and it needs the bucket's policy.
        association.getNode().addDependency(bucket);

        CfnOutput.Builder.create(STACK, "BucketName").value(bucket.getBucketName()).build();
        CfnOutput.Builder.create(STACK, "AssociationId").value(association.getAssociationId()).build();

        APP.synth();
    }

    private static String context(String name, String otherwise) {
        Object value = APP.getNode().tryGetContext(name);
        return value == null ? otherwise : value.toString();
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Allows actions to AppIntegrations, when it acts for a data integration of this account and region. */
    private static PolicyStatement allowAppIntegrations(List<String> actions, List<String> resources) {
        String dataIntegrations = STACK.formatArn(ArnComponents.builder()
            .service("app-integrations")
            .resource("data-integration")
            .resourceName("*")
            .build());
        return PolicyStatement.Builder.create()
            .principals(List.of(new ServicePrincipal("app-integrations.amazonaws.com")))
            .actions(actions)
            .resources(resources)
            .conditions(Map.of(
                "StringEquals", Map.of("aws:SourceAccount", STACK.getAccount()),
                "ArnLike", Map.of("aws:SourceArn", dataIntegrations)))
            .build();
    }

    private DataExportApp() {}
}
