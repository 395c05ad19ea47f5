import com.pulumi.Pulumi;
import com.pulumi.atlasserverless.ServerlessInstance;
import com.pulumi.atlasserverless.ServerlessInstanceArgs;
import com.pulumi.atlasserverless.inputs.ServerlessProviderSettingsArgs;
import java.util.Map;

public class App {
    public static void main(String[] args) {
        Pulumi.run(context -> {
            var orders = new ServerlessInstance("orders", ServerlessInstanceArgs.builder()
                .projectId(context.config().require("projectId"))
                .providerSettings(ServerlessProviderSettingsArgs.builder()
                    .backingProviderName("AWS")
                    .regionName("US_EAST_1")
                    .build())
                .tags(Map.of("team", "shop"))
                .build());
            context.export("uri", orders.connectionStrings().applyValue(strings -> strings.standardSrv()));
        });
    }
}
