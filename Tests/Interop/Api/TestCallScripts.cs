using System.Globalization;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>The command <c>test-call</c> with the scripts of the docs: against the demo numbers, whose reception is a flow, and against an application written with the call automation SDK, which hears the telephone's 8 kHz.</summary>
[Trait("Machine", "quiet")]
public sealed class TestCallScripts
{
    private const string Softphones = """{ "fqdn": "local.invalid", "transport": "udp", "auth": { "addresses": ["127.0.0.0/8"] }, "options": { "off": true } }""";

    [Fact]
    public async Task Flows_and_applications_are_tested_without_a_phone()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true, V6 = false }
            .TrunkFile("local.json", Softphones)
            .Number("+12025550100", "echo")
            .Number("+12025550102", "flow", "reception")
            .Number("+14255550150", "app", "sales")
            .Setting("Flows__Folder", Path.Combine(Repository.Root, "Ivr", "Examples")));
        var port = Ports.Take();
        await using var application = await NodeScript.StartAsync("ivr.mjs", [], new Dictionary<string, string>
        {
            ["CONNECTION_STRING"] = await gateway.ConnectionStringAsync(), ["NODE_EXTRA_CA_CERTS"] = gateway.AuthorityFile, ["APP_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        });
        await Until.TrueAsync(() => application.Log.Contains("@listening", StringComparison.Ordinal), TimeSpan.FromSeconds(20), () => application.Log);
        await gateway.CommandAsync("events", "subscriptions", "add", "calls", $"http://127.0.0.1:{port}/events", "--type", "Microsoft.Communication.IncomingCall");

        var both = await Task.WhenAll(TestsAsync(gateway, "reception.calls"), TestsAsync(gateway, "application.calls"));
        foreach (var said in both) Assert.Contains("3 of 3 calls went as they should.", said, StringComparison.Ordinal);

        var wrong = Path.Combine(field.Work.Folder("scripts"), "wrong.calls");
        await File.WriteAllTextAsync(wrong, "to +12025550100\ncall: what nobody says\n!say: good morning\nexpect within 4s: please leave a message after the tone\n", TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestsAsync(gateway, wrong));
        Assert.Contains("Line 4: \"expect within 4s: please leave a message after the tone\": was not heard within 4 s", refused.Message, StringComparison.Ordinal);
        await Field.EndsCleanAsync(gateway);
    }

    private static Task<string> TestsAsync(GatewayProcess gateway, string script) => gateway.CommandAsync("test-call", Path.Combine(Repository.Root, "docs", "test-calls", script), "--at", gateway.Address);
}
