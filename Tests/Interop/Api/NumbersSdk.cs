using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>The official phone numbers SDK against the gateway with its simulated carrier.</summary>
public sealed class NumbersSdk
{
    [Fact]
    public async Task Every_method_does_what_the_service_does()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true });

        var (code, log) = await NodeScript.RunAsync("numbers.mjs", gateway);

        Assert.True(code == 0, log + gateway.Process.Log);
        await Field.EndsCleanAsync(gateway);
    }
}
