using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>RFC 5589 7: T speaks with X and with Y, and puts them through to each other.</summary>
public class AttendedTransferTests : TransferScenario
{
    private Party.Line? _first;
    private Party.Line? _second;

    [Fact]
    public void Two_calls_of_the_gateway_become_one()
    {
        StartBoth();
        T.Resume(_first!);
        Refers(T, $"<sip:{Target}@10.0.0.1?Replaces={_second!.Escaped}>");
        T.Answers(T.Receives("BYE"), 200);   // of the consultation
        Notified(T, 200);
        X.ReceivesNothing();
        Y.ReceivesNothing();
        Talk(X, Y, T);
        T.Sends("BYE");
        T.Receives("200 BYE");
        Ladder.HangUp(X, Y);
        Ladder.Wait(1);
        Assert.Equal(2, Ladder.Records.Count);
        Assert.Contains("went over into call", Ladder.Records[0].Cause!.Text, StringComparison.Ordinal);
        Assert.Equal(3, Ladder.Records[1].Legs.Count);
    }

    [Fact]
    public void Both_were_on_hold_and_both_are_taken_off_it()
    {
        StartBoth();
        T.Resume(_second!);
        Hold(Y);
        _second = T.Park();
        T.Resume(_first!);
        Hold(X);
        Refers(T, $"<sip:{Target}@10.0.0.1?Replaces={_second.Escaped}>");
        T.Answers(T.Receives("BYE"), 200);
        Notified(T, 200);
        foreach (var party in (Party[])[X, Y])
        {
            var again = party.Receives("INVITE");
            Assert.Contains("a=sendrecv", SdpOf(again));
            party.Answers(again, 200);
            party.Receives("ACK");
        }
        Talk(X, Y, T);
        T.Sends("BYE");
        T.Receives("200 BYE");
        Ladder.HangUp(Y, X);
    }

    [Fact]
    public void A_leg_that_is_moved_under_traffic_loses_no_packet()
    {
        StartBoth();
        T.Resume(_first!);
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1?Replaces={_second!.Escaped}>\n");
        foreach (var party in (Party[])[X, Y, T]) party.Heard.Clear();
        for (byte i = 0; i < 50; i++)
        {
            X.Says(i);
            Y.Says(i);
        }
        Assert.Equal(50, X.Heard.Count);
        Assert.Equal(50, Y.Heard.Count);
        T.Receives("202 REFER");
        Notified(T, 100);
        while (T.Next() is { } message)
        {
            if (message.IsRequest) T.Answers(message, 200);
        }
        Ladder.HangUp(X, Y);
        T.Resume(_first!);
    }

    [Fact]
    public void The_other_call_ends_meanwhile()
    {
        StartBoth();
        Y.Sends("BYE");
        Y.Receives("200 BYE");
        T.Answers(T.Receives("BYE"), 200);
        T.Resume(_first!);
        Refers(T, $"<sip:{Target}@10.0.0.1?Replaces={_second!.Escaped}>");
        var invite = Y.Receives("INVITE");   // the dialog is gone: whoever has it may know it
        Assert.Equal(_second.Replaces, invite["Replaces"]);
        Y.Answers(invite, 481);
        Y.Receives("ACK");
        Notified(T, 481);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void An_INVITE_with_Replaces_takes_the_place_of_a_leg()
    {
        StartConnected();
        _first = T.Park();
        Y.Dials(Number, headers: $"Require: replaces\nReplaces: {_first.Replaces}\n");
        Y.Acks(Y.Receives("200 INVITE"));
        T.Answers(T.Receives("BYE"), 200);
        X.ReceivesNothing();
        Talk(X, Y, T);
        Ladder.HangUp(X, Y);
        Assert.Equal(["A sbc.example", "B alpha.example", "A beta.example"], Ladder.Record.Legs.Select(static leg => $"{leg.Role} {leg.Trunk}"));
    }

    [Fact]
    public void An_INVITE_with_Replaces_for_the_callee_too()
    {
        StartConnected();
        var line = X.Park();
        Y.Dials("+12065550100", headers: $"Replaces: {line.Replaces}\n");
        Y.Acks(Y.Receives("200 INVITE"));
        X.Answers(X.Receives("BYE"), 200);
        Talk(T, Y, X);
        Ladder.HangUp(Y, T);
    }

    [Theory]
    [InlineData("Replaces: gone@there;to-tag=1;from-tag=2\n", 481)]
    [InlineData("Replaces: gone@there\n", 400)]
    [InlineData("Replaces: LINE\nReplaces: LINE\n", 400)]
    [InlineData("Replaces: LINE\nJoin: x;to-tag=1;from-tag=2\n", 400)]
    [InlineData("Replaces: LINE;early-only\n", 486)]
    public void An_INVITE_with_Replaces_that_means_nothing_is_refused(string headers, int status)
    {
        StartConnected();
        _first = T.Park();
        Y.Dials(Number, headers: headers.Replace("LINE", _first.Replaces, StringComparison.Ordinal));
        Y.Receives($"{status} INVITE");
        T.Resume(_first);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void A_trunk_of_another_tenant_may_replace_nothing()
    {
        StartConnected(static (name, trunk) => name == "beta" ? trunk with { Resource = Domain.Identity.ResourceId.Parse("other") } : trunk);
        _first = T.Park();
        Y.Dials(Number, headers: $"Replaces: {_first.Replaces}\n");
        Y.Receives("403 INVITE");
        T.Resume(_first);
        Ladder.HangUp(T, X);
    }

    private void StartBoth()
    {
        StartConnected();
        _first = T.Park();
        T.Dials(Target);
        Y.Answers(Y.Receives("INVITE"), 200);
        T.Acks(T.Receives("200 INVITE"));
        Y.Receives("ACK");
        _second = T.Park();
    }

    private void Hold(Party held)
    {
        T.Sends("INVITE", T.SdpWith("sendonly"));
        held.Answers(held.Receives("INVITE"), 200, held.SdpWith("recvonly"));
        held.Receives("ACK");
        T.Acks(T.Receives("200 INVITE"));
    }
}
