import pulumi
import pulumi_atlas_serverless as atlas

project_id = pulumi.Config().require("projectId")

orders = atlas.ServerlessInstance(
    "orders",
    project_id=project_id,
    provider_settings={"backing_provider_name": "AWS", "region_name": "US_EAST_1"},
    tags={"team": "shop"},
)

pulumi.export("uri", orders.connection_strings.standard_srv)
pulumi.export(
    "snapshots",
    atlas.get_serverless_instance_snapshots_output(project_id=project_id, name=orders.name).results,
)
