using System.Collections.Generic;
using Pulumi;
using AtlasServerless = Pulumi.AtlasServerless;

return await Deployment.RunAsync(() =>
{
    var projectId = new Config().Require("projectId");
    var orders = new AtlasServerless.ServerlessInstance("orders", new()
    {
        ProjectId = projectId,
        ProviderSettings = new AtlasServerless.Inputs.ServerlessProviderSettingsArgs
        {
            BackingProviderName = "AWS",
            RegionName = "US_EAST_1",
        },
        Tags = { { "team", "shop" } },
    });
    return new Dictionary<string, object?>
    {
        ["uri"] = orders.ConnectionStrings.Apply(strings => strings.StandardSrv),
    };
});
