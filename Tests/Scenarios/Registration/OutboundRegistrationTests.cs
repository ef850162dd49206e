using Telephony.Domain.Addresses;
using Telephony.Domain.Registration;
using Telephony.Domain.Trunks;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Registration;

/// <summary>REGISTER out (DR-39): the trunk alpha is a registrar, played by the test.</summary>
public class OutboundRegistrationTests : Scenario
{
    private const string Challenge = "WWW-Authenticate: Digest realm=\"alpha\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"\n";

    private static LadderSetup Registering(Func<TrunkRegistration, TrunkRegistration>? change = null, bool tcp = false) => new()
    {
        Pings = true,
        Tcp = tcp,
        Trunk = (name, trunk) => name != "alpha" ? trunk : trunk with
        {
            Transport = tcp ? SignallingTransport.Tcp : SignallingTransport.Udp,
            Authentication = new TrunkAuthentication
            {
                Registration = (change ?? (static r => r))(new TrunkRegistration(new HostPort("10.0.2.1", 5060), "4711", "secret") { Domain = "alpha.example" }),
            },
        },
    };

    [Fact]
    public void A_challenged_REGISTER_is_answered_and_refreshed_at_half_of_the_granted_time()
    {
        Start(Registering());
        var first = Alpha.Receives("REGISTER");
        Assert.Equal("sip:alpha.example", first.RequestUri);
        Assert.Equal("<sip:4711@alpha.example>", first["To"]);
        Assert.Contains("3600", first["Expires"]);
        Assert.Matches(@"^<sip:4711@10\.0\.0\.1:5060;line=\w{16}>;expires=3600;reg-id=1;\+sip\.instance=""<urn:uuid:[0-9a-f-]{36}>""$", first["Contact"]);
        Alpha.Answers(first, 401, headers: Challenge);
        var second = Alpha.Receives("REGISTER");
        Assert.Contains("username=\"4711\"", second["Authorization"]);
        Assert.Equal((first.CallId, first.CSeq + 1), (second.CallId, second.CSeq));
        Grant(second, 600);
        var report = Report();
        Assert.Equal((RegistrationPhase.Registered, 200), (report.Phase, report.LastStatus));
        Assert.Equal(TimeSpan.FromSeconds(600), report.ExpiresAt - report.LastAt);

        Alpha.ReceivesNothing(299);
        var refresh = Alpha.Receives("REGISTER", within: 2);
        Assert.Equal((first.CallId, second.CSeq + 1), (refresh.CallId, refresh.CSeq));
        Grant(refresh, 600);
        Assert.True(Report().IsUp);
    }

    [Fact]
    public void A_423_is_followed_by_a_longer_time()
    {
        Start(Registering(static r => r with { Expires = TimeSpan.FromSeconds(60) }));
        var first = Alpha.Receives("REGISTER");
        Alpha.Answers(first, 423, headers: "Min-Expires: 1800\n");
        var second = Alpha.Receives("REGISTER");
        Assert.Equal("1800", second["Expires"]);
        Grant(second, 1800);
        Assert.True(Report().IsUp);
    }

    [Fact]
    public void A_423_that_asks_for_nothing_longer_is_a_refusal()
    {
        Start(Registering());
        Alpha.Answers(Alpha.Receives("REGISTER"), 423, headers: "Min-Expires: 60\n");
        Alpha.ReceivesNothing(14);
        Assert.Equal(RegistrationPhase.Waiting, Report().Phase);
    }

    [Fact]
    public void A_wrong_password_is_tried_later_and_later_and_the_status_says_so()
    {
        Start(Registering());
        var waits = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var begun = Ladder.Clock.Elapsed;
            var plain = Alpha.Receives("REGISTER", within: 700);
            waits.Add((Ladder.Clock.Elapsed - begun).TotalSeconds);
            Alpha.Answers(plain, 401, headers: Challenge);
            Alpha.Answers(Alpha.Receives("REGISTER"), 401, headers: Challenge);
        }
        Assert.All(Enumerable.Range(1, 4), i => Assert.InRange(waits[i], 14.9 * Math.Pow(2, i - 1), (30 * Math.Pow(2, i - 1)) + 0.1));
        Assert.Equal((RegistrationPhase.Waiting, 401, 5), (Report().Phase, Report().LastStatus, Report().Failures));
    }

    [Fact]
    public void Calls_out_wait_for_the_registration()
    {
        Start(Registering());
        Alpha.Answers(Alpha.Receives("REGISTER"), 403);
        Sbc.Dials(Number);
        Sbc.Receives("503");
        var again = Alpha.Receives("REGISTER", within: 31);
        Grant(again, 3600, "Service-Route: <sip:10.0.2.1:5060;lr;x=1>\n");
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Assert.Equal("<sip:10.0.2.1:5060;lr;x=1>", invite["Route"]);
        Assert.Equal("sip:+14255550123@10.0.2.1:5060", invite.RequestUri);
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void A_call_to_the_registered_Contact_is_the_trunks_and_To_says_who_is_called()
    {
        Start(Registering() with { Numbers = [("+14255550100", "echo")] });
        var register = Alpha.Receives("REGISTER");
        Grant(register, 3600);
        var contact = register["Contact"][1..register["Contact"].IndexOf('>', StringComparison.Ordinal)];
        var stranger = new SipPeer(Ladder.Wire, "pop", Ladder.Endpoint("10.0.9.9:5060")) { HideTrying = true };
        var invite = stranger.Request("INVITE", contact, to: "<sip:+14255550100@alpha.example>", from: "<sip:+12065550111@alpha.example>", body: Alpha.Sdp());
        stranger.Sends(invite, Ladder.Gateway);
        var answer = stranger.Receives("200");
        stranger.Sends(stranger.Ack(answer), Ladder.Gateway);
        stranger.Sends(stranger.InDialog("BYE", answer, 2), Ladder.Gateway);
        stranger.Receives("200 BYE");
        Assert.Equal("alpha.example", Ladder.Record.FromTrunk.Value);
        Assert.Equal("+14255550100", Ladder.Record.Called);
    }

    [Fact]
    public void A_trunk_that_leaves_the_configuration_is_unregistered()
    {
        Start(Registering());
        Grant(Alpha.Receives("REGISTER"), 3600);
        Ladder.Reload(static trunks => trunks.Where(static t => t.Id.Value != "alpha.example"));
        var last = Alpha.Receives("REGISTER");
        Assert.Equal("0", last["Expires"]);
        Assert.Contains(";expires=0", last["Contact"]);
        Alpha.Answers(last, 200);
        Assert.Null(Ladder.Board.Registrations.Find(Ladder.IdOf("alpha")));
    }

    [Fact]
    public void Silence_of_a_refresh_holds_the_registration_until_it_expires()
    {
        Start(Registering());
        Grant(Alpha.Receives("REGISTER"), 120);
        Alpha.Receives("REGISTER", within: 61);
        Alpha.ReceivesNothing(33);
        Assert.Equal(RegistrationPhase.Holding, Report().Phase);
        Assert.True(Report().IsUp);
        Ladder.Wait(27);
        Assert.False(Report().IsUp);
    }

    [Fact]
    public void A_connection_that_breaks_is_registered_anew_at_once()
    {
        Start(Registering(tcp: true));
        var register = Alpha.Receives("REGISTER");
        Alpha.Answers(register, 200, headers: $"Contact: {register["Contact"]}\nRequire: outbound\nFlow-Timer: 60\n");
        Assert.True(Report().IsUp);
        Alpha.Sip.Connections.Last().Close();
        Alpha.Answers(Alpha.Receives("REGISTER"), 200);
        Assert.True(Report().IsUp);
    }

    [Fact]
    public void Another_gateway_is_elected_and_this_one_takes_its_binding_back()
    {
        Start(Registering());
        Grant(Alpha.Receives("REGISTER"), 600);
        Ladder.Calls.Elect(false);
        var back = Alpha.Receives("REGISTER");
        Assert.Equal("0", back["Expires"]);
        Alpha.Answers(back, 200);
        Ladder.Wait(1);
        Assert.Equal((RegistrationPhase.Idle, "another gateway registers", false), (Report().Phase, Report().LastText, Report().IsUp));
        Sbc.Dials(Number);
        Sbc.Receives("503");
        Ladder.Calls.Elect(true);
        Grant(Alpha.Receives("REGISTER"), 600);
        Assert.True(Report().IsUp);
    }

    [Fact]
    public void Where_every_gateway_registers_none_waits_for_an_election()
    {
        Start(Registering(static r => r with { EveryNode = true }));
        Grant(Alpha.Receives("REGISTER"), 600);
        Ladder.Calls.Elect(false);
        Alpha.ReceivesNothing(299);
        Grant(Alpha.Receives("REGISTER", within: 2), 600);
        Assert.True(Report().IsUp);
    }

    private RegistrationReport Report() => Ladder.Board.Registrations.Find(Ladder.IdOf("alpha")) ?? throw Ladder.Failure("alpha has no registration.");

    private void Grant(PeerMessage register, int seconds, string headers = "") =>
        Alpha.Answers(register, 200, headers: $"Contact: {register["Contact"].Replace(";expires=", ";x=", StringComparison.Ordinal)};expires={seconds}\n{headers}");
}
