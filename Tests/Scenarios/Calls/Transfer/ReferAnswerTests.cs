using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>What a REFER is answered, and what goes with its subscription (RFC 3515, RFC 4488, RFC 6665).</summary>
public class ReferAnswerTests : TransferScenario
{
    [Theory]
    [InlineData("", 400)]
    [InlineData("Refer-To: <sip:+24255550177@10.0.0.1>\nRefer-To: <sip:+24255550178@10.0.0.1>\n", 400)]
    [InlineData("Refer-To: nonsense\n", 400)]
    [InlineData("Refer-To: <mailto:boss@example.com>\n", 416)]
    [InlineData("Refer-To: <sip:+24255550177@10.0.0.1;method=BYE>\n", 603)]
    [InlineData("Refer-To: <sip:+24255550177@10.0.0.1?Replaces=half>\n", 400)]
    public void A_REFER_that_cannot_be_done_is_refused(string headers, int status)
    {
        StartConnected();
        T.Sends("REFER", headers: headers);
        T.Receives($"{status} REFER");
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void A_trunk_whose_transfers_are_refused_gets_603()
    {
        StartConnected(static (name, trunk) => name == "sbc" ? trunk with { Transfer = new TrunkTransfer(Accept: ReferAcceptance.Refuse) } : trunk);
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        T.Receives("603 REFER");
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void One_transfer_at_a_time()
    {
        StartConnected();
        Refers(T, $"<sip:{Target}@10.0.0.1>");
        var invite = Y.Receives("INVITE");
        X.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        X.Receives("491 REFER");
        Y.Answers(invite, 486);
        Y.Receives("ACK");
        Notified(T, 486);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void The_second_REFER_of_a_dialog_has_events_of_its_own()
    {
        StartConnected();
        Refers(T, "<sip:+3999@10.0.0.1>");
        Notified(T, 404);
        var refer = T.Sends("REFER", headers: "Refer-To: <sip:+3999@10.0.0.1>\n");
        T.Receives("202 REFER");
        Assert.Equal($"refer;id={refer.CSeq}", Notified(T, 100)["Event"]);
        Assert.Equal($"refer;id={refer.CSeq}", Notified(T, 404)["Event"]);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void Without_a_subscription_there_are_no_events()
    {
        StartConnected();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\nRefer-Sub: false\nSupported: norefersub\n");
        Assert.Equal("false", T.Receives("202 REFER")["Refer-Sub"]);
        Y.Answers(Y.Receives("INVITE"), 200);
        Y.Receives("ACK");
        T.Answers(T.Receives("BYE", within: 5), 200);
        Talk(X, Y);
        Ladder.HangUp(X, Y);
    }

    [Fact]
    public void Events_that_nobody_answers_do_not_end_the_call()
    {
        StartConnected();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        T.Receives("202 REFER");
        T.Receives("NOTIFY");
        var invite = Y.Receives("INVITE");
        Y.Answers(invite, 200);
        Y.Receives("ACK");
        T.Sends("BYE");
        while (T.Next() is { } message && message.Method == "NOTIFY")
        {
        }
        Talk(X, Y);
        Ladder.HangUp(X, Y);
    }

    [Fact]
    public void A_NOTIFY_refused_by_481_ends_the_subscription_alone()
    {
        StartConnected();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        T.Receives("202 REFER");
        Notified(T, 100, answer: 481);
        var invite = Y.Receives("INVITE");
        Y.Answers(invite, 486);
        Y.Receives("ACK");
        T.ReceivesNothing();
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void The_subscription_can_be_ended_by_SUBSCRIBE()
    {
        StartConnected();
        Refers(T, $"<sip:{Target}@10.0.0.1>");
        var invite = Y.Receives("INVITE");
        T.Sends("SUBSCRIBE", headers: "Event: refer\nExpires: 0\n");
        Assert.Equal("0", T.Receives("200 SUBSCRIBE")["Expires"]);
        var last = T.Receives("NOTIFY");
        Assert.StartsWith("terminated", last["Subscription-State"], StringComparison.Ordinal);
        T.Answers(last, 200);
        Y.Answers(invite, 486);
        Y.Receives("ACK");
        T.ReceivesNothing();
        Ladder.HangUp(T, X);
    }

    [Theory]
    [InlineData("SUBSCRIBE", "Event: refer\n", 403)]
    [InlineData("SUBSCRIBE", "Event: presence\n", 489)]
    [InlineData("NOTIFY", "Event: refer\nSubscription-State: active\n", 481)]
    [InlineData("NOTIFY", "Event: message-summary\nSubscription-State: active\n", 489)]
    public void Strays_inside_a_call_get_their_answer(string method, string headers, int status)
    {
        StartConnected();
        T.Sends(method, headers: headers);
        var response = T.Receives($"{status} {method}");
        if (status == 489) Assert.Equal("refer", response["Allow-Events"]);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Theory]
    [InlineData("REFER", "Refer-To: <sip:+24255550177@10.0.0.1>\n", 603)]
    [InlineData("REFER", "Require: tdialog\nTarget-Dialog: x;local-tag=1;remote-tag=2\nRefer-To: <sip:+24255550177@10.0.0.1>\n", 420)]
    [InlineData("SUBSCRIBE", "Event: refer\n", 403)]
    [InlineData("SUBSCRIBE", "Event: presence\n", 489)]
    [InlineData("NOTIFY", "Event: refer\nSubscription-State: active\n", 481)]
    public void Strays_outside_of_calls_get_their_answer(string method, string headers, int status)
    {
        Start(Setup());
        T.Sip.Sends(T.Sip.Request(method, "sip:10.0.0.1", callId: "stray", headers: headers), Support.Calls.Ladder.Gateway);
        T.Receives($"{status} {method}");
    }

    [Fact]
    public void A_call_that_was_transferred_often_enough_is_not_transferred_again()
    {
        Start(Setup() with { Options = static options => options with { MaximumTransfers = 1 } });
        Ladder.Connect();
        Refers(T, "<sip:+3999@10.0.0.1>");
        Notified(T, 404);
        T.Sends("REFER", headers: "Refer-To: <sip:+3999@10.0.0.1>\n");
        T.Receives("603 REFER");
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void A_number_that_the_call_was_at_too_often_is_a_loop()
    {
        Start(Setup());
        T.Dials(Number, headers: $"History-Info: <sip:{Target}@a.example>;index=1, <sip:{Target}@b.example>;index=1.1\n");
        X.Answers(X.Receives("INVITE"), 200);
        T.Acks(T.Receives("200 INVITE"));
        X.Receives("ACK");
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        T.Receives("482 REFER");
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void Max_Forwards_ends_transfers_too()
    {
        Start(Setup());
        T.Dials(Number, maxForwards: 2);
        X.Answers(X.Receives("INVITE"), 200);
        T.Acks(T.Receives("200 INVITE"));
        X.Receives("ACK");
        Refers(T, "<sip:+3999@10.0.0.1>");
        Notified(T, 404);
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        T.Receives("483 REFER");
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void While_the_gateway_drains_nobody_is_called()
    {
        StartConnected();
        Ladder.Shard.Drain();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        T.Receives("503 REFER");
        Ladder.HangUp(T, X);
    }
}
