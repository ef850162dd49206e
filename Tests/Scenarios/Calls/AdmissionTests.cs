using Telephony.Domain.NumberRules;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Authentication;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

public class AdmissionTests : Scenario
{
    [Fact]
    public void An_unknown_source_gets_403()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "alpha" ? trunk with { Authentication = TrunkAuthentication.None } : trunk });
        Alpha.Dials(Number);
        Alpha.Receives("403");
        Assert.Empty(Ladder.Records);
    }

    [Fact]
    public void A_disabled_trunk_gets_503()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => trunk with { Enabled = name != "sbc" } });
        Sbc.Dials(Number);
        Assert.False(Sbc.Receives("503").Has("Retry-After"));
    }

    [Fact]
    public void A_call_over_the_channels_of_its_trunk_gets_503_without_Retry_After()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "sbc" ? trunk with { Limits = new() { Channels = 0 } } : trunk });
        Sbc.Dials(Number);
        Assert.False(Sbc.Receives("503").Has("Retry-After"));
        Assert.Contains(Ladder.Record.Trace, static step => step is { Rule: DecisionRule.Limit, Verdict: DecisionVerdict.Refused });
    }

    [Fact]
    public void Calls_faster_than_the_trunk_may_get_503_without_Retry_After()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "sbc" ? trunk with { Limits = new() { CpsIn = 1 } } : trunk });
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        Sbc.Dials(Number);
        Assert.False(Sbc.Receives("503").Has("Retry-After"));
        Ladder.Wait(1.1);
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void Requests_faster_than_the_trunk_may_get_503_without_Retry_After()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "sbc" ? trunk with { Limits = new() { RequestsPerSecond = 1 } } : trunk });
        Sbc.Pings();
        Sbc.Receives("200 OPTIONS");
        Sbc.Pings();
        Assert.False(Sbc.Receives("503").Has("Retry-After"));
    }

    [Fact]
    public void A_number_that_is_not_ours_gets_404_from_a_trunk_that_may_not_transit()
    {
        Start(new LadderSetup { Trunk = static (_, trunk) => trunk with { Transit = false } });
        Sbc.Dials(Number);
        Sbc.Receives("404");
        Alpha.ReceivesNothing(1);
        Assert.Contains(Ladder.Record.Trace, static step => step is { Rule: DecisionRule.Transit, Verdict: DecisionVerdict.Refused });
    }

    [Fact]
    public void A_transit_call_that_no_route_takes_gets_404()
    {
        Sbc.Dials("+4930123456");
        Sbc.Receives("404");
    }

    [Fact]
    public void A_number_of_the_inventory_leads_out_by_the_routes_without_transit()
    {
        Start(new LadderSetup { Trunk = static (_, trunk) => trunk with { Transit = false }, Numbers = [(Number, "trunk")] });
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void A_number_of_a_user_that_is_not_here_gets_480()
    {
        Start(new LadderSetup { Numbers = [(Number, "user kim")] });
        Sbc.Dials(Number);
        Sbc.Receives("480");
    }

    [Fact]
    public void Two_trunks_that_route_to_each_other_end_in_483_and_leave_no_call()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => trunk with { Transit = true } });
        Sbc.Dials(Number, maxForwards: 4);
        for (var hop = 3; hop >= 0; hop--)
        {
            var invite = Alpha.Receives("INVITE");
            Assert.Equal(hop.ToString(), invite["Max-Forwards"]);
            // The far end knows nothing better than to send it back.
            var text = Alpha.Sip.Request("INVITE", $"sip:{Number}@{Ladder.Gateway}", callId: $"loop-{hop}", fromTag: "loop", maxForwards: hop, body: Alpha.Sdp(), from: $"<sip:+1206@{Alpha.Address}>");
            Alpha.Sip.Sends(text, Ladder.Gateway);
            _looped.Push((invite, new PeerMessage(text.ReplaceLineEndings("\r\n"))));
        }
        while (_looped.TryPop(out var hop))
        {
            var refusal = Alpha.Sip.Receives("483");
            Alpha.Sip.Sends(Alpha.Sip.Ack(refusal, hop.Sent.RequestUri, hop.Sent.Branch), Ladder.Gateway);
            Alpha.Answers(hop.Received, 483);
            Alpha.Receives("ACK");
        }
        Sbc.Receives("483");
    }

    private readonly Stack<(PeerMessage Received, PeerMessage Sent)> _looped = [];

    [Fact]
    public void A_digest_trunk_is_challenged_and_let_in_with_the_right_password()
    {
        Start(DigestSetup());
        Sbc.Dials(Number, from: "<sip:kim@10.0.1.1:5060>");
        var challenge = Sbc.Receives("401");
        Sbc.DialsAgain(Credentials(challenge, "secret"));
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void A_digest_trunk_with_a_wrong_password_is_challenged_again()
    {
        Start(DigestSetup());
        Sbc.Dials(Number, from: "<sip:kim@10.0.1.1:5060>");
        Sbc.DialsAgain(Credentials(Sbc.Receives("401"), "wrong"));
        Sbc.Receives("401");
        Alpha.ReceivesNothing(1);
    }

    [Fact]
    public void A_challenge_of_the_called_trunk_is_answered_with_its_password()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "alpha" ? trunk with { Authentication = trunk.Authentication with { Digest = new("kim", "secret") } } : trunk });
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 407, headers: "Proxy-Authenticate: Digest realm=\"alpha\", nonce=\"n1\", qop=\"auth\", algorithm=MD5\n");
        Alpha.Receives("ACK");
        var again = Alpha.Receives("INVITE");
        Assert.Contains("username=\"kim\"", again["Proxy-Authorization"]);
        Alpha.Answers(again, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
        Assert.Single(Ladder.Record.Attempts);
    }

    [Fact]
    public void Number_rules_work_on_the_way_in_and_out_and_the_record_keeps_both_forms()
    {
        Start(new LadderSetup
        {
            Trunk = static (name, trunk) => name == "sbc"
                ? trunk with { NumberRules = new() { InboundCalled = [NumberRule.Create("national", @"^(\d{10})$", "+1$1")], InboundCalling = [NumberRule.Create("extension", @"^(\d{4})$", "+1206555$1")] } }
                : trunk with { NumberRules = new() { OutboundCalled = [NumberRule.Create("bare", @"^\+1(\d{10})$", "$1")], OutboundCalling = [NumberRule.Create("bare", @"^\+1(\d{10})$", "$1")] } },
        });
        Sbc.Number = "0199";
        Sbc.Dials("4255550123");
        var invite = Alpha.Receives("INVITE");
        Assert.StartsWith("sip:4255550123@", invite.RequestUri);
        Assert.Contains("sip:4255550123@", invite["To"]);
        Assert.Contains("sip:2065550199@", invite["From"]);
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        var record = Ladder.Record;
        Assert.Equal(("4255550123", "+14255550123"), (record.CalledWire.ToString(), record.Called));
        Assert.Equal(("0199", "+12065550199"), (record.CallerWire.ToString(), record.Caller));
    }

    [Fact]
    public void While_draining_OPTIONS_and_calls_get_503_with_Retry_After_and_running_calls_go_on()
    {
        Ladder.Connect();
        Ladder.Shard.Drain();
        Alpha.Pings();
        Assert.True(Alpha.Receives("503").Has("Retry-After"));
        Alpha.Dials(Number);
        Assert.True(Alpha.Receives("503").Has("Retry-After"));
        Sbc.Says(1);
        Assert.Equal([1], Alpha.Heard);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
    }

    [Fact]
    public void OPTIONS_get_200_with_what_the_gateway_can_do()
    {
        Sbc.Pings();
        var response = Sbc.Receives("200 OPTIONS");
        Assert.Contains("INVITE", response["Allow"]);
        Assert.Equal("application/sdp", response["Accept"]);
    }

    private static LadderSetup DigestSetup() => new()
    {
        Trunk = static (name, trunk) => name == "sbc" ? trunk with { Authentication = new() { Digest = new("kim", "secret", "gw.example") } } : trunk,
    };

    private static string Credentials(PeerMessage challenge, string password)
    {
        var parts = challenge["WWW-Authenticate"];
        string Part(string name) => parts.Split(name + "=")[1].Split(',')[0].Trim('"', ' ');
        var (realm, nonce) = (Part("realm"), Part("nonce"));
        var uri = $"sip:{Number}@{Ladder.Gateway}";
        var secret = Hash($"kim:{realm}:{password}");
        var response = Hash($"{secret}:{nonce}:00000001:c1:auth:{Hash($"INVITE:{uri}")}");
        return $"Authorization: Digest username=\"kim\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", algorithm={Part("algorithm")}, qop=auth, nc=00000001, cnonce=\"c1\", response=\"{response}\"\n";

        string Hash(string text) => Convert.ToHexStringLower(Part("algorithm").StartsWith("SHA-256", StringComparison.Ordinal)
            ? System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))
#pragma warning disable CA5351 // the algorithm of RFC 2617 peers
            : System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
    }
}
