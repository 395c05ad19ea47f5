import pulumi
import pulumi_atlas_serverless as atlas

config = pulumi.Config()
# The cluster whose data a review starts with, and its Atlas project if that is another one.
source_name = config.require("sourceName")
source_project_id = config.get("sourceProjectId")

completed = atlas.get_serverless_instance_snapshots(
    project_id=source_project_id, name=source_name, status="completed"
).results
if not completed:
    raise pulumi.RunError(f'Cluster "{source_name}" has no completed snapshot yet.')
newest = completed[0]

review = atlas.ServerlessInstance(
    "review",
    provider_settings={"backing_provider_name": "AWS", "region_name": config.require("region")},
    tags={"stage": "review"},
    restore_from={"snapshot_id": newest.id, "name": source_name, "project_id": source_project_id},
)

pulumi.export("uri", review.connection_strings.standard_srv)
pulumi.export("snapshot", review.restored_from.apply(lambda restored: restored and restored.snapshot_id))
