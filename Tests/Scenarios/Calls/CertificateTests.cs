using Telephony.Calls.Admission;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Trunks;
using Telephony.Net.Sockets;
using Telephony.Net.Tls;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Whose a request over TLS is: by the certificate of its connection and the host of its Contact (DR-9, DR-10).</summary>
public sealed class CertificateTests : Scenario
{
    private const string Pin = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Theory]
    [InlineData("sbc.example", "<sip:sbc.example:5061;transport=tls>")]
    [InlineData("SBC.Example", "<sip:sbc.example>")]
    [InlineData("sbc.example", "<sip:SBC.EXAMPLE.:5061>, <sip:other.example>")]
    [InlineData("*.example", "<sip:sbc.example>", false)]
    [InlineData("*.sbc.example", "<sip:tenant.sbc.example>")]
    [InlineData("tenant.sbc.example", "<sip:+1206@tenant.sbc.example;transport=tls>")]
    [InlineData("*.sbc.example", "<sip:a.tenant.sbc.example>", false)]
    [InlineData("f*.sbc.example", "<sip:foo.sbc.example>", false)]
    [InlineData("sbc.example", "<sip:tenant.sbc.example>", false)]
    [InlineData("*.sbc.example", "<sip:sbc.example>", false)]
    public void The_first_Contact_must_be_a_name_of_the_certificate(string name, string contact, bool good = true)
    {
        Start(Setup());
        var line = Shows(name);
        Pings(line, contact);
        if (good) Sbc.Receives("200 OPTIONS");
        else Refused("Certificate name", AdmissionFault.CertificateName);
    }

    [Fact]
    public void An_address_in_Contact_is_refused()
    {
        Start(Setup());
        Pings(Shows("sbc.example"), "<sip:10.0.1.1:5061;transport=tls>");
        Refused("Contact is an address", AdmissionFault.ContactIsAddress);
        Assert.Contains("10.0.1.1", Refusals[0].Why);
    }

    [Fact]
    public void A_request_without_Contact_is_refused()
    {
        Start(Setup());
        Pings(Shows("sbc.example"), null);
        Refused("Contact is missing", AdmissionFault.ContactMissing);
    }

    [Fact]
    public void A_name_that_no_trunk_has_is_refused_and_so_is_one_two_labels_below()
    {
        Start(Setup());
        Pings(Shows("other.example"), "<sip:other.example>");
        Refused("Unknown trunk", AdmissionFault.UnknownTrunk);
        Pings(Shows("*.deep.sbc.example"), "<sip:a.deep.sbc.example>");
        Refused("Unknown trunk", AdmissionFault.UnknownTrunk);
    }

    [Fact]
    public void A_trunk_that_must_show_a_certificate_is_refused_without_one_and_over_TCP_and_UDP()
    {
        Start(Setup() with { Tcp = true });
        var line = Sbc.Sip.ConnectsOverTls(Ladder.GatewayTls, "gw.example");
        Pings(line, "<sip:sbc.example>");
        Refused("Certificate", AdmissionFault.CertificateMissing);
        Pings(Sbc.Sip.Connects(Ladder.Gateway), "<sip:sbc.example>", "TCP");
        Refused("Forbidden", AdmissionFault.Transport);
        Sbc.Sip.Sends(Options("<sip:sbc.example>", "UDP"), Ladder.Gateway);
        Refused("Forbidden", AdmissionFault.Transport);
    }

    [Theory]
    [InlineData(CertificateFault.Expired, "has expired")]
    [InlineData(CertificateFault.NotYetValid, "is not valid yet")]
    [InlineData(CertificateFault.SelfSigned, "is self-signed")]
    [InlineData(CertificateFault.IncompleteChain, "without an intermediate")]
    [InlineData(CertificateFault.UnknownAuthority, "authority")]
    [InlineData(CertificateFault.WrongUsage, "usage")]
    [InlineData(CertificateFault.WeakKey, "2048")]
    public void A_bad_certificate_is_refused_and_the_trace_says_what_is_wrong_with_it(CertificateFault fault, string word)
    {
        Start(Setup());
        Pings(Shows(Certificate("sbc.example") with { Fault = fault }), "<sip:sbc.example>");
        Refused("Certificate", AdmissionFault.CertificateInvalid);
        Assert.Contains(word, Refusals[0].Why);
        Assert.Equal("sbc.example", Refusals[0].Trunk);
    }

    [Fact]
    public void A_pinned_key_counts_whatever_else_the_certificate_says_and_no_other_key_does()
    {
        Start(Setup(static trunk => trunk with { Tls = new TrunkTls { Verify = TlsVerify.Pin, Pins = [Pin] } }));
        Pings(Shows(Certificate("device-4711") with { Fault = CertificateFault.SelfSigned, KeyPin = Pin }), "<sip:sbc.example>");
        Sbc.Receives("200 OPTIONS");
        Pings(Shows(Certificate("sbc.example") with { KeyPin = "other" }), "<sip:sbc.example>");
        Refused("Certificate", AdmissionFault.CertificateKey);
    }

    [Fact]
    public void With_verify_off_nothing_is_asked_of_the_certificate()
    {
        Start(Setup(static trunk => trunk with { Tls = new TrunkTls { Verify = TlsVerify.Off } }));
        Pings(Sbc.Sip.ConnectsOverTls(Ladder.GatewayTls, "gw.example"), "<sip:sbc.example>");
        Sbc.Receives("200 OPTIONS");
    }

    [Fact]
    public void TLS_1_2_is_refused_by_a_trunk_that_wants_1_3()
    {
        Start(Setup(static trunk => trunk with { Tls = new TrunkTls { OnlyTls13 = true } }));
        Ladder.Network.TlsProtocol = "Tls12";
        Pings(Shows("sbc.example"), "<sip:sbc.example>");
        Refused("TLS version", AdmissionFault.TlsVersion);
    }

    [Fact]
    public void Addresses_narrow_down_where_a_certificate_may_come_from()
    {
        Start(Setup(static trunk => trunk with { Authentication = new() { Certificate = true, Addresses = [SourceAddress.TryParse("192.0.2.0/24", out var other, out _) ? other : default] } }));
        Pings(Shows("sbc.example"), "<sip:sbc.example>");
        Refused("Forbidden", AdmissionFault.SourceAddress);
    }

    [Fact]
    public void A_disabled_trunk_gets_503()
    {
        Start(Setup(static trunk => trunk with { Enabled = false }));
        Pings(Shows("sbc.example"), "<sip:sbc.example>");
        Assert.Equal(503, Sbc.Receives("503").Status);
        Assert.Equal(AdmissionFault.TrunkDisabled, Refusals[0].Fault);
    }

    [Fact]
    public void A_certificate_goes_before_an_address()
    {
        // Both trunks are at 10.0.1.1: one by its address, one by its certificate.
        Start(Setup(beside: static trunk => trunk with { Authentication = new() { Addresses = [SourceAddress.TryParse("10.0.1.1", out var same, out _) ? same : default] } }));
        Pings(Shows("sbc.example"), "<sip:sbc.example>");
        Sbc.Receives("200 OPTIONS");
        Assert.Equal(PingStatus.Ok, PingOf("sbc"));
        Assert.Equal(PingStatus.Unknown, PingOf("beside"));
        // A Contact with an address is nothing to a trunk of addresses.
        Pings(Shows("whatever.example"), "<sip:10.0.1.1>");
        Sbc.Receives("200 OPTIONS");
        Assert.Equal(PingStatus.Ok, PingOf("beside"));
    }

    [Fact]
    public void A_stranger_fills_one_line_however_often_it_comes()
    {
        Start(Setup());
        for (var i = 0; i < 5; i++)
        {
            Pings(Shows("sbc.example"), "<sip:10.0.1.1>");
            Sbc.Receives("403");
        }
        Assert.Equal(5, Assert.Single(Refusals).Times);
        Assert.Equal(5, Ladder.Calls.Statistics.RefusedSources.Single(static r => r.Reason == "contactIsAddress").Count);
    }

    [Fact]
    public void A_call_by_certificate_is_bridged_and_its_answers_and_BYE_stay_on_its_connection()
    {
        Start(Setup());
        var line = Shows("sbc.example");
        const string Contact = "<sip:sbc.example:5061;transport=tls>";
        var invite = Sbc.Sip.Request("INVITE", $"sip:{Number}@gw.example", contact: Contact, body: Sbc.Sdp(), via: "TLS");
        Sbc.Sip.Sends(invite, line);
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        var answer = Sbc.Receives("200 INVITE");
        Assert.Same(line, Sbc.Sip.LastConnection);
        Assert.Contains("gw.example:5061;transport=tls", answer["Contact"]);
        Sbc.Sip.Sends(Sbc.Sip.InDialog("ACK", answer, answer.CSeq, via: "TLS", contact: Contact), line);
        Alpha.Receives("ACK");
        Alpha.Sends("BYE");
        // The dialog's own connection, although Contact is a name (DR-6).
        var bye = Sbc.Sip.Receives("BYE");
        Assert.Same(line, Sbc.Sip.LastConnection);
        Sbc.Sip.Responds(bye, 200);
        Alpha.Receives("200 BYE");
    }

    [Theory]
    [InlineData("sbc.example", "sbc.example", true)]
    [InlineData("other.example", "sbc.example", false)]     // same address and port, another identity
    public void Requests_to_a_peer_take_the_connection_it_offered_only_when_its_certificate_is_right(string shown, string called, bool reused)
    {
        Start(Setup(static trunk => trunk with { Options = OptionsPing.Usual with { Interval = TimeSpan.FromSeconds(5) } }) with { Pings = true });
        Sbc.Sip.ListensOnTls(5061);
        var line = Shows(shown);
        Pings(line, $"<sip:{shown}>", alias: true);
        Sbc.Receives(reused ? "200 OPTIONS" : "403");
        Ladder.Network.PresentCertificate(Ladder.Endpoint("10.0.1.1:5061").WithPort(0), called);
        var ping = Sbc.Receives("OPTIONS", 6);
        Assert.Equal(reused, ReferenceEquals(line, Sbc.Sip.LastConnection));
        Assert.EndsWith(";alias", ping["Via"]);
        Sbc.Sip.Responds(ping, 200, "t");
        // No more pings: nothing may be left in the end.
        Ladder.Catalogue.Swap(TrunkCatalogue.Build([Ladder.Trunk("sbc") with { Options = OptionsPing.Never }]));
    }

    private static LadderSetup Setup(Func<Trunk, Trunk>? sbc = null, Func<Trunk, Trunk>? beside = null) => new()
    {
        Tls = true,
        Trunks = beside is null ? ["alpha"] : ["alpha", "beside"],
        Trunk = (name, trunk) => name switch
        {
            "sbc" => (sbc ?? Same)(trunk with
            {
                Transport = SignallingTransport.Tls,
                Srtp = SrtpPreferences.Off,
                Authentication = new() { Certificate = true },
                Address = new Domain.Addresses.HostPort("10.0.1.1", 5061),
            }),
            "beside" => beside!(trunk),   // it is there when the trunk is
            _ => trunk,
        },
    };

    private static Trunk Same(Trunk trunk) => trunk;

    private static PeerCertificate Certificate(string name) =>
        new() { Names = [CertificateName.Canonical(name) ?? name], Subject = $"CN={name}", Issuer = "CN=CA", Begins = DateTimeOffset.UnixEpoch, Ends = DateTimeOffset.UnixEpoch.AddYears(100) };

    private PingStatus PingOf(string name) => Ladder.Board.HealthOf(Ladder.Trunk(name)).Report(Ladder.Board.NowMs).Ping;

    private IReadOnlyList<RefusedSource> Refusals => Ladder.Calls.Refused.Last;

    private IStreamConnection Shows(string name) => Shows(Certificate(name));

    private IStreamConnection Shows(PeerCertificate certificate)
    {
        Ladder.Network.PresentCertificate(Sbc.Address.WithPort(0), certificate);
        return Sbc.Sip.ConnectsOverTls(Ladder.GatewayTls, "gw.example");
    }

    private void Pings(IStreamConnection line, string? contact, string via = "TLS", bool alias = false)
    {
        var text = Options(contact, via);
        if (alias) text = text.Replace($"Via: SIP/2.0/TLS {Sbc.Address}", $"Via: SIP/2.0/TLS {Sbc.Address.WithPort(5061)}", StringComparison.Ordinal).Replace(";rport", ";alias", StringComparison.Ordinal);
        Sbc.Sip.Sends(text, line);
        Ladder.Clock.RunUntilIdle();
    }

    private string Options(string? contact, string via) =>
        Sbc.Sip.Request("OPTIONS", "sip:gw.example", callId: $"ping-{++_pings}", via: via, headers: contact is null ? "" : $"Contact: {contact}\n");

    private int _pings;

    /// <summary>403 with that phrase, and the line of the trace.</summary>
    private void Refused(string phrase, AdmissionFault fault)
    {
        Assert.Equal($"SIP/2.0 403 {phrase}", Sbc.Receives("403").StartLine);
        Assert.Equal(fault, Refusals[0].Fault);
        Assert.EndsWith(".", Refusals[0].Why);
    }
}
