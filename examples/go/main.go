package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	atlas "github.com/PLACEHOLDER-OWNER/pulumi-atlas-serverless/sdk/go/atlasserverless"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		projectID := config.Require(ctx, "projectId")
		orders, err := atlas.NewServerlessInstance(ctx, "orders", &atlas.ServerlessInstanceArgs{
			ProjectId: pulumi.String(projectID),
			ProviderSettings: &atlas.ServerlessProviderSettingsArgs{
				BackingProviderName: pulumi.String("AWS"),
				RegionName:          pulumi.String("US_EAST_1"),
			},
			Tags: pulumi.StringMap{"team": pulumi.String("shop")},
		})
		if err != nil {
			return err
		}
		snapshots := atlas.GetServerlessInstanceSnapshotsOutput(ctx, atlas.GetServerlessInstanceSnapshotsOutputArgs{
			ProjectId: pulumi.String(projectID),
			Name:      orders.Name,
		})
		ctx.Export("uri", orders.ConnectionStrings.StandardSrv())
		ctx.Export("snapshots", snapshots.Results())
		return nil
	})
}
