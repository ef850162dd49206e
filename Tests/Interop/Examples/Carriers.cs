using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Examples;

/// <summary>The examples of carriers and of a PBX without TLS: <c>carrier-udp.json</c>, <c>carrier-registration.json</c>, <c>pbx-registers.json</c>.</summary>
public sealed class Carriers
{
    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(500);

    [Theory]
    [InlineData("uas", false)]
    [InlineData("uas-digest", true)]      // the carrier challenges our calls
    public async Task A_carrier_known_by_its_address_gets_national_numbers(string carrier, bool challenges)
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun(carrier) { Keys = new Dictionary<string, string> { ["username"] = "acme", ["password"] = "carrier-secret" } });
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .TrunkFile("carrier.json", CarrierFile(far.Port, challenges))
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Route(@"^\+49", "carrier.example.net"));
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Called = "+4989123456", Caller = "+4930555123", Pause = s_talk }, far);
        Assert.Contains($"INVITE sip:089123456@{far.Address} SIP/2.0", far.Messages, StringComparison.Ordinal);
        Assert.Contains("From: <sip:030555123@", far.Messages, StringComparison.Ordinal);
        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData("089123456")]
    [InlineData("004989123456")]
    [InlineData("+4989123456")]
    public async Task A_carrier_calls_our_number_in_its_own_writing(string called)
    {
        await using var field = new Field();
        var port = Ports.Take();
        var gateway = await field.GatewayAsync(new GatewaySetup().TrunkFile("carrier.json", CarrierFile(port, challenges: false)).Number("+4989123456", "echo"));
        var carrier = await field.SippAsync(new SippRun("uac") { Port = port, Remote = gateway.Address, Called = called, Caller = "030555123", Pause = s_talk });
        await carrier.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task We_register_with_a_carrier_and_call_both_ways()
    {
        await using var field = new Field();
        var (nearPort, phonePort) = (Ports.Take(), Ports.Take());
        var registrar = await field.KamailioAsync(
            KamailioRoutes.Registrar("carrier-reg.example.net", "change-me", $"127.0.0.1:{phonePort}"), parameters: KamailioRoutes.RegistrarParameters);
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .TrunkFile("carrier.json", Example.Read("carrier-registration.json", ("192.0.2.20:5060", registrar.Address)))
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Number("+12065550100", "echo")
            .Route(@"^\+1425", "carrier-reg.example.net"));
        await Until.TrueAsync(async () => await gateway.MetricAsync("telephony_registration_up") >= 1, TimeSpan.FromSeconds(20), () => $"It did not register. Log:\n{gateway.Process.Log}");

        var callee = await field.SippAsync(new SippRun("uas") { Port = phonePort });
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Called = "+14255550123", Pause = s_talk }, callee);
        Assert.Contains("sip:14255550123@", callee.Messages, StringComparison.Ordinal);

        var caller = await field.SippAsync(new SippRun("uac") { Port = phonePort, Remote = registrar.Address, Called = "12065550100", Caller = "14255550123", Pause = s_talk });
        await caller.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_PBX_registers_its_numbers_are_called_and_it_calls_out_with_one_of_them()
    {
        await using var field = new Field();
        var (pbxPort, phonePort, carrierPort) = (Ports.Take(), Ports.Take(), Ports.Take());
        var gateway = await field.GatewayAsync(new GatewaySetup().Setting("Sip__Domain", "gw.example")
            .TrunkFile("pbx.json", Example.Read("pbx-registers.json"))
            .Trunk("carrier.example", trunk => trunk.At($"127.0.0.1:{carrierPort}"))
            .Route(@"^\+1425", "carrier.example"));
        var folder = Example.Copy(
            field.Work, "kamailio-pbx-registers", ("127.0.0.1:5060", gateway.Address), ("127.0.0.1\\:5060", gateway.Address.Replace(":", "\\:", StringComparison.Ordinal)), ("127.0.0.1:5070", $"127.0.0.1:{pbxPort}"), ("127.0.0.1\\:5070", $"127.0.0.1\\:{pbxPort}"),
            ("127.0.0.1:5080", $"127.0.0.1:{phonePort}"), ("/etc/kamailio/pbx", "{folder}"));
        var pbx = field.Owns(await Kamailio.StartExampleAsync(folder, pbxPort, 0));
        await Until.TrueAsync(
            async () => await gateway.MetricAsync("telephony_registration_bindings") >= 1, TimeSpan.FromSeconds(20), () => $"The PBX did not register. Its log:\n{pbx.Process.Log}\nThe gateway's:\n{gateway.Process.Log}");

        var phone = await field.SippAsync(new SippRun("uas") { Port = phonePort });
        await field.CallAsync(gateway, carrierPort, new SippRun("uac") { Called = "+12065551234", Caller = "+14255550123", Pause = s_talk }, phone);
        Assert.Contains("INVITE sip:+12065551234@", phone.Messages, StringComparison.Ordinal);

        var carrier = await field.SippAsync(new SippRun("uas") { Port = carrierPort });
        var caller = await field.SippAsync(new SippRun("uac") { Port = phonePort, Remote = pbx.Address, Called = "+14255550123", Caller = "+12065551234", Pause = s_talk });
        await caller.SucceedsAsync();
        await carrier.SucceedsAsync();
        Assert.Contains("From: <sip:+12065551234@", carrier.Messages, StringComparison.Ordinal);
        await Field.EndsCleanAsync(gateway);
    }

    private static string CarrierFile(int port, bool challenges)
    {
        List<(string, string)> changes = [("192.0.2.10:5060", $"127.0.0.1:{port}"), ("\"192.0.2.10\"", "\"127.0.0.1\""), ("\"interval\": 60", "\"off\": true")];      // SIPp would take OPTIONS for its one call
        if (challenges) changes.AddRange([("// \"digest\"", "\"digest\""), ("${ENV:CARRIER_PASSWORD}", "carrier-secret")]);
        return Example.Read("carrier-udp.json", [.. changes]);
    }
}
