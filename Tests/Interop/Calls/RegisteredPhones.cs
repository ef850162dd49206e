using System.Text.Json.Nodes;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>Phones that register with the gateway and call each other by their extensions.</summary>
[Trait("Machine", "quiet")]
public sealed class RegisteredPhones
{
    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(1800);

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task Two_baresip_phones_register_and_hear_each_other(string transport)
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(Accounts());
        var callee = await field.BaresipAsync(Phone(gateway, "72", "two", 700, transport));
        var caller = await field.BaresipAsync(Phone(gateway, "71", "one", 1000, transport));
        await RegisteredAsync(gateway, 2);
        await caller.Control.DialAsync($"sip:72@{gateway.Address}{(transport == "udp" ? "" : ";transport=tcp")}");
        await caller.Control.EstablishedAsync();
        await callee.Control.EstablishedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        await caller.HeardAsync(700, s_heard);
        await callee.HeardAsync(1000, s_heard);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task The_gateway_registers_with_a_registrar_of_its_own_kind_and_is_called_there()
    {
        await using var field = new Field();
        var carrier = await field.GatewayAsync(Accounts());
        var phone = await field.BaresipAsync(Phone(carrier, "71", "one", 1000, "udp"));
        var customer = await field.GatewayAsync(new GatewaySetup()
            .Trunk("carrier.example", trunk => trunk.With("transit", false).With("auth.registration", new JsonObject { ["registrar"] = carrier.Address, ["user"] = "72", ["password"] = "two", ["domain"] = "localhost" }))
            .Number("+14255550111", "echo"));
        await RegisteredAsync(carrier, 2);
        Assert.Equal(1, await customer.MetricAsync("telephony_registration_up"));
        await phone.Control.DialAsync($"sip:+14255550111@{carrier.Address}");
        await phone.Control.EstablishedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await phone.Control.HangUpAsync();
        await phone.Control.ClosedAsync();
        await phone.HeardAsync(1000, s_heard);
        await Field.EndsCleanAsync(carrier);
        await Field.EndsCleanAsync(customer);
    }

    private static GatewaySetup Accounts() => new GatewaySetup().Trunk("phones.example", static trunk => trunk
        .With("auth.accountAlgorithms", new JsonArray("MD5"))
        .With("accounts", new JsonArray(
            new JsonObject { ["user"] = "71", ["password"] = "one" },
            new JsonObject { ["user"] = "72", ["password"] = "two", ["numbers"] = @"^\+14255550111$", ["requestUri"] = "called" },
            new JsonObject { ["user"] = "73", ["password"] = "three" })));

    private static BaresipPhone Phone(GatewayProcess gateway, string user, string password, int hertz, string transport) => new()
    {
        User = user, AuthUser = user, AuthPassword = password, Registrar = gateway.Address, ToneHertz = hertz, Transport = transport,
    };

    private static Task RegisteredAsync(GatewayProcess gateway, int contacts) => Until.TrueAsync(
        async () => await gateway.MetricAsync("telephony_registration_bindings") >= contacts, TimeSpan.FromSeconds(15), () => $"{contacts} contacts were to register. Log:\n{gateway.Process.Log}");
}
