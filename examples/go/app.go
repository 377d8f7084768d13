// Exports the profiles and the orders that changed on one day in an Amazon Connect Customer Profiles domain to a bucket.
//
//	npx cdk deploy -c domain=my-domain -c day=2026-01-01
//	npx cdk deploy -c domain=my-domain -c day=2026-01-02    # the next day, with the same associations
//
// Context values, each with a default:
//
//   - domain: the name of an existing Customer Profiles domain in the stack's account and region (shop); another domain
//     makes another export, and the data integrations of the old one stay
//   - day: the day to export, in UTC (2026-01-01); another day runs the export again
//
// The key, the bucket and the data integrations stay when the stack is deleted. You can deploy the app again; it then makes
// new ones.
package main

import (
	"log"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscustomerprofiles"
	"github.com/aws/jsii-runtime-go"
	attachments "github.com/cdk-data-attachments/cdk-data-attachments-go/cdkdataattachments"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("CustomerProfilesExport"), nil)

	startTime, err := time.Parse(time.DateOnly, context(app, "day", "2026-01-01"))
	if err != nil {
		log.Fatal(err)
	}

	export := attachments.NewCustomerProfilesExport(stack, jsii.String("Export"), &attachments.CustomerProfilesExportProps{
		Domain:        awscustomerprofiles.CfnDomain_FromDomainName(stack, jsii.String("Domain"), jsii.String(context(app, "domain", "shop"))),
		ObjectTypes:   jsii.Strings("_profile", "_order"),
		StartTime:     attachments.ExportTime_FromDate(&startTime),
		EndTime:       attachments.ExportTime_FromDate(jsii.Time(startTime.AddDate(0, 0, 1))),
		JobCompletion: attachments.JobCompletion_WaitUntilCompleted(awscdk.Duration_Minutes(jsii.Number(50))),
	})

	awscdk.NewCfnOutput(stack, jsii.String("BucketName"), &awscdk.CfnOutputProps{Value: export.Bucket().BucketName()})

	app.Synth(nil)
}

// context returns a context value of the app, or the default.
func context(app awscdk.App, name string, otherwise string) string {
	if value, ok := app.Node().TryGetContext(jsii.String(name)).(string); ok {
		return value
	}
	return otherwise
}
