using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Examples;

/// <summary>The examples <c>phones.json</c> and <c>phones-tls.json</c>: baresip and Linphone register, call each other, and call out by a trunk.</summary>
public sealed class Phones
{
    private const string Outside = "+14255550100";

    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(3000);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(1500);

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Baresip_calls_Linphone_both_hear_each_other_and_a_digit(string transport)
    {
        await using var field = new Field();
        var site = await Site.StartAsync(field, transport);
        var linphone = await site.LinphoneAsync(700);
        var baresip = await site.BaresipAsync(1000);
        await site.RegisteredAsync(2);
        await baresip.Control.DialAsync($"sip:{site.Second}@{site.Place};transport={transport}");
        await baresip.Control.EstablishedAsync();
        await linphone.ConnectedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await linphone.PressAsync('5');
        await Until.TrueAsync(
            () => baresip.Process.Log.Contains("received event: '5'", StringComparison.Ordinal), TimeSpan.FromSeconds(10), () => $"baresip did not hear '5'. Log:\n{baresip.Process.Log}");
        await baresip.Control.HangUpAsync();
        await linphone.EndedAsync();
        await linphone.HeardAsync(1000, s_heard);
        Heard(await RecordingsAsync(baresip), 700);
        await Field.EndsCleanAsync(site.Gateway);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Linphone_calls_out_by_a_trunk(string transport)
    {
        await using var field = new Field();
        var site = await Site.StartAsync(field, transport);
        var linphone = await site.LinphoneAsync(700);
        await site.RegisteredAsync(1);
        await linphone.CallAsync($"sip:{Outside}@{site.Place};transport={transport}");
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await linphone.HangUpAsync();
        await site.Carrier.Control.ClosedAsync();
        await linphone.HeardAsync(900, s_heard);
        Heard(await RecordingsAsync(site.Carrier), 700);
        await Field.EndsCleanAsync(site.Gateway);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Baresip_calls_out_by_a_trunk(string transport)
    {
        await using var field = new Field();
        var site = await Site.StartAsync(field, transport);
        var baresip = await site.BaresipAsync(1000);
        await site.RegisteredAsync(1);
        await baresip.Control.DialAsync($"sip:{Outside}@{site.Place};transport={transport}");
        await baresip.Control.EstablishedAsync();
        await site.Carrier.Control.EstablishedAsync();
        await Task.Delay(s_talk, TestContext.Current.CancellationToken);
        await baresip.Control.HangUpAsync();
        await site.Carrier.Control.ClosedAsync();
        await baresip.HeardAsync(900, s_heard);
        await site.Carrier.HeardAsync(1000, s_heard);
        await Field.EndsCleanAsync(site.Gateway);
    }

    private static async Task<ToneCheck> RecordingsAsync(Baresip phone)
    {
        await phone.QuitAsync();
        var sounds = phone.Recordings;
        return sounds.Count == 0 ? default : ToneCheck.Of(sounds[^1], 700);
    }

    /// <summary>Linphone reads its file in its own time: the tone is judged, not its gaps.</summary>
    private static void Heard(ToneCheck check, int hertz) => Assert.True(check.Heard >= s_heard && check.Share > 0.9, $"{hertz} Hz: {check}");

    /// <summary>The gateway with the phones of the example that goes with the transport, and a carrier that plays 900 Hz.</summary>
    private sealed record Site(Field Field, GatewayProcess Gateway, Baresip Carrier, string Transport, IssuedCertificate? Certificate)
    {
        private bool IsTls => Transport == "tls";

        public string First => IsTls ? "4721" : "4711";

        public string Second => IsTls ? "4722" : "4712";

        public string Place => $"127.0.0.1:{(IsTls ? Gateway.GatewayPorts.Tls : Gateway.GatewayPorts.Sip)}";

        public static async Task<Site> StartAsync(Field field, string transport)
        {
            var carrier = await field.BaresipAsync(new BaresipPhone { User = Outside, ToneHertz = 900 });
            var file = transport == "tls" ? "phones-tls.json" : "phones.json";
            var gateway = await field.GatewayAsync(new GatewaySetup { DevelopmentTls = transport == "tls" }.Setting("Sip__Domain", "gw.example")
                .TrunkFile(file, Example.Read(file))
                .Trunk("carrier.example", trunk => trunk.At(carrier.Address).From(carrier.Address))
                .Route(@"^\+1425", "carrier.example"));
            return new Site(field, gateway, carrier, transport, transport == "tls" ? await gateway.IssueAsync("phone.example") : null);
        }

        public Task<Baresip> BaresipAsync(int hertz) => Field.BaresipAsync(new BaresipPhone
        {
            User = First, AuthUser = First, AuthPassword = $"change-me-{First}", Registrar = Place, Transport = Transport, ToneHertz = hertz,
            Encryption = IsTls ? "srtp-mand" : null, Certificates = Certificate?.ToCertificates(Field.Work),
        });

        public async Task<RegisteredLinphone> LinphoneAsync(int hertz) => Field.Owns(await RegisteredLinphone.StartAsync(Field.Work, new LinphonePhone
        {
            User = Second, Password = $"change-me-{Second}", Domain = "gw.example", Registrar = Place, Transport = Transport, ToneHertz = hertz,
            Encrypted = IsTls, AuthorityFile = Certificate?.AuthorityFile,
        }));

        public Task RegisteredAsync(int contacts) => Until.TrueAsync(
            async () => await Gateway.MetricAsync("telephony_registration_bindings") >= contacts, TimeSpan.FromSeconds(20), () => $"{contacts} contacts were to register. Log:\n{Gateway.Process.Log}");
    }
}
