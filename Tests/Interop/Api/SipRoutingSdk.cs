using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>The official client for direct routing over HTTPS, and a call by the trunk and route that it made.</summary>
public sealed class SipRoutingSdk
{
    [Fact]
    public async Task Every_method_does_what_the_service_does_and_a_call_takes_the_way_that_was_made()
    {
        await using var field = new Field();
        var (near, far) = (Ports.Take(), Ports.Take());
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{near}").At($"127.0.0.1:{near}"))
            .Trunk("file.example", trunk => trunk.At("127.0.0.1:9").With("resource", "default"))
            .Setting("Sip__HostsFile", field.Work.Write("hosts", "127.0.0.1 sbc.call.example\n")));

        var (code, log) = await NodeScript.RunAsync("sip-routing.mjs", gateway, "default", ("FILE_TRUNK", "file.example"), ("GATEWAY_TRUNK", "near.example"), ("TRUNK_PORT", $"{far}"));
        Assert.True(code == 0, log);
        Assert.Contains("SipRouting_Update", await gateway.CommandAsync("audit", "--operation", "SipRouting_Update"));

        // Commands see what the API has made, as the gateway does.
        Assert.Contains("; by the API ", await gateway.CommandAsync("check"), StringComparison.Ordinal);
        Assert.Contains("It would be tried by sbc.call.example", await gateway.CommandAsync("route", "+14255550123"), StringComparison.Ordinal);

        // Live: no restart, no file. The gateway asks a trunk of the API by OPTIONS whether it lives, which SIPp counts as a call: the callee takes any number.
        await field.SippAsync(new SippRun("uas") { Port = far, Calls = 0 });
        await CallAsync();

        // And after a kill.
        gateway.Kill();
        await gateway.RunAsync();
        await CallAsync();
        await Field.EndsCleanAsync(gateway);

        async Task CallAsync() =>
            await (await field.SippAsync(new SippRun("uac") { Port = near, Remote = gateway.Address, Called = "+14255550123" })).SucceedsAsync();
    }
}
