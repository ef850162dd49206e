using Telephony.Domain.Trunks;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Protection;

/// <summary>A scanner is not listened to any more, and a trunk works on beside it.</summary>
public class BanTests : Scenario
{
    /// <summary>Alpha is the stranger: no trunk lists its address.</summary>
    private static readonly LadderSetup Setup = new()
    {
        Trunks = ["alpha", "beta"],
        Routes = [Ladder.Route(@"^\+1", "beta")],
        Trunk = static (name, trunk) => name == "alpha" ? trunk with { Authentication = TrunkAuthentication.None, Address = null } : trunk,
    };

    [Fact]
    public void A_scanner_gets_403_then_nothing_until_its_ban_is_over_and_the_trunk_beside_it_works()
    {
        Start(Setup);
        var answers = 0;
        for (var i = 0; i < 25; i++)
        {
            Scan(i);
            if (Alpha.Sip.Waiting > answers) answers++;
            Ladder.Wait(0.5);
        }
        Assert.Equal((20, 1), (answers, Ladder.Bans.Count));
        Alpha.Sip.Clears();
        Works();
        Ladder.Wait(600);
        Scan(99);
        Alpha.Receives("403");
        Assert.Equal(0, Ladder.Bans.Count);
    }

    [Theory]
    [InlineData("\u0001\u0002\u0003 no SIP at all")]
    [InlineData("INVITE sip:x SIP/2.0\r\nnonsense\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    public void Garbage_bans_its_sender(string garbage)
    {
        Start(Setup);
        for (var i = 0; i < 20; i++) Raw(Alpha, garbage);
        Assert.Equal(1, Ladder.Bans.Count);
        Alpha.Sip.Clears();
        Scan(1);
        Alpha.ReceivesNothing(1);
        Works();
    }

    [Fact]
    public void Garbage_from_the_address_of_a_trunk_bans_nobody_for_the_sender_may_be_forged()
    {
        Start(Setup);
        for (var i = 0; i < 500; i++) Raw(Sbc, "INVITE sip:x SIP/2.0\r\nnonsense\r\n\r\n");
        Sbc.Sip.Clears();
        Assert.Equal(0, Ladder.Bans.Count);
        Works();
    }

    [Fact]
    public void Wrong_passwords_ban_and_a_right_one_clears_the_name_of_an_address()
    {
        Start(new LadderSetup
        {
            Trunks = ["alpha", "beta"],
            Routes = [Ladder.Route(@"^\+1", "beta")],
            Trunk = static (name, trunk) => name == "alpha" ? trunk with { Transit = true, Address = null, Authentication = new TrunkAuthentication { Digest = new DigestCredentials("alpha", "secret", null) } } : trunk,
        });
        for (var i = 0; i < 7; i++)
        {
            Alpha.Dials(Number, from: "<sip:alpha@alpha.example>", headers: $"Authorization: Digest username=\"alpha\", realm=\"gw.example\", nonce=\"x{i}\", uri=\"sip:x\", response=\"0123456789abcdef0123456789abcdef\"\r\n");
            Ladder.Wait(0.5);
        }
        Assert.Equal(1, Ladder.Bans.Count);
        Assert.Equal("it shows wrong credentials", Assert.Single(Ladder.Bans.List()).What);
        Alpha.Sip.Clears();
    }

    [Fact]
    public void A_stranger_is_answered_ten_times_a_second_at_most()
    {
        Start(Setup with { Protection = static p => p with { BanAfter = 0 } });
        for (var i = 0; i < 100; i++) Scan(i);
        Assert.Equal(10, Alpha.Sip.Waiting);
        Ladder.Wait(1);
        for (var i = 100; i < 200; i++) Scan(i);
        Assert.Equal(20, Alpha.Sip.Waiting);
        Alpha.Sip.Clears();
        Works();
    }

    [Fact]
    public void A_source_of_a_trunk_may_have_a_rate_and_requests_within_a_dialog_are_not_counted()
    {
        Start(Setup with { Protection = static p => p with { SourceRequestsPerSecond = 2 } });
        Sbc.Dials(Number);
        Beta.Answers(Beta.Receives("INVITE"), 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Beta.Receives("ACK");
        for (var i = 0; i < 3; i++) Sbc.Pings();
        Sbc.Receives("200 OPTIONS");
        for (var i = 0; i < 2; i++) Assert.False(Sbc.Receives("503 OPTIONS").Has("Retry-After"));
        Ladder.HangUp(Sbc, Beta);
    }

    private void Scan(int i) => Alpha.Sip.Sends(
        Alpha.Sip.Request("OPTIONS", $"sip:100@{Ladder.Gateway}", $"scan-{i}", "scan", cseq: 1, from: $"<sip:100@{Alpha.Address}>"), Ladder.Gateway);

    private void Raw(Party from, string text)
    {
        from.Sip.SendsRaw(System.Text.Encoding.Latin1.GetBytes(text), Ladder.Gateway);
        Ladder.Clock.RunUntilIdle();
    }

    private void Works()
    {
        Sbc.Dials(Number);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
    }
}
