using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls.Transfer;

/// <summary>A REFER that crosses: T asks, X does it (DR-34, transfer.accept = pass).</summary>
public class PassedReferTests : TransferScenario
{
    [Fact]
    public void It_crosses_with_its_answer_and_its_news()
    {
        Begin();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1;transport=udp;x-m=8:orgid:1-2;x-t=Kq%3D%3D>\nReferred-By: <sip:boss@sbc.example;x-ti=1>\n");
        var refer = X.Receives("REFER");
        Assert.Equal($"<sip:{Target}@10.0.0.1:5060;user=phone;x-m=8:orgid:1-2;x-t=Kq%3D%3D>", refer["Refer-To"]);
        Assert.Equal("<sip:boss@sbc.example;x-ti=1>", refer["Referred-By"]);
        T.ReceivesNothing();   // it is X who says whether it is done
        X.Answers(refer, 202);
        T.Receives("202 REFER");
        Notified(T, 100);
        News(X, 100);
        Notified(T, 100);
        News(X, 180);
        Notified(T, 180);
        News(X, 200, "terminated;reason=noresource");
        Notified(T, 200);
        T.Sends("BYE");
        T.Receives("200 BYE");
        HungUp(X);
        Y.ReceivesNothing();
    }

    [Fact]
    public void Whoever_does_not_hang_up_is_hung_up()
    {
        Begin();
        Passed();
        News(X, 200, "terminated;reason=noresource");
        Notified(T, 200);
        T.ReceivesNothing(3);
        T.Answers(T.Receives("BYE", within: 5), 200);
        HungUp(X);
    }

    [Theory]
    [InlineData(486)]
    [InlineData(503)]
    public void When_its_target_refuses_the_call_goes_on(int status)
    {
        Begin();
        Passed();
        News(X, status, "terminated;reason=noresource");
        Notified(T, status);
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Theory]
    [InlineData(603, 603)]
    [InlineData(403, 403)]
    [InlineData(480, 480)]
    [InlineData(407, 503)]   // X wants to know who we are: nothing that T could answer
    public void A_refusal_crosses(int status, int told)
    {
        Begin();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        X.Answers(X.Receives("REFER"), status);
        T.Receives($"{told} REFER");
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    [Theory]
    [InlineData(405)]
    [InlineData(501)]
    public void When_the_other_side_cannot_the_gateway_does_it(int status)
    {
        Begin();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        X.Answers(X.Receives("REFER"), status);
        T.Receives("202 REFER");
        Notified(T, 100);
        Y.Answers(Y.Receives("INVITE"), 200);
        Y.Receives("ACK");
        Notified(T, 200);
        Talk(X, Y, T);
        T.Sends("BYE");
        T.Receives("200 BYE");
        Ladder.HangUp(X, Y);
    }

    [Theory]
    [InlineData("INVITE, ACK, BYE", $"<sip:{Target}@10.0.0.1>")]      // takes no REFER
    [InlineData("", $"<sip:{Target}@10.0.0.1>")]                      // has not said
    [InlineData(Able, "<sip:10.0.1.1:5060;x-m=1>")]                   // leads back to T: only we know the way
    public void When_it_cannot_cross_the_gateway_does_it_at_once(string allow, string referTo)
    {
        Begin(allow);
        Refers(T, referTo);
        var target = referTo.Contains(Target, StringComparison.Ordinal) ? Y : T;
        target.Answers(target.Receives("INVITE"), 486);
        target.Receives("ACK");
        Notified(T, 486);
        Ladder.HangUp(X, T);
    }

    [Fact]
    public void A_trunk_that_shall_not_be_asked_is_not()
    {
        StartConnected("", Able, static (name, trunk) => trunk with { Transfer = name == "sbc" ? new TrunkTransfer(Accept: ReferAcceptance.Pass) : new TrunkTransfer(ReferPolicy.Reinvite) });
        Refers(T, $"<sip:{Target}@10.0.0.1>");
        Y.Answers(Y.Receives("INVITE"), 486);
        Y.Receives("ACK");
        Notified(T, 486);
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void The_number_goes_by_the_rules_of_both_trunks()
    {
        var (inbound, outbound) = (NumberRule.Create("out of T", "^0(.*)$", "+2$1"), NumberRule.Create("into X", @"^\+2(.*)$", "002$1"));
        StartConnected("", Able, (name, trunk) => name switch
        {
            "sbc" => trunk with { Transfer = new TrunkTransfer(Accept: ReferAcceptance.Pass), NumberRules = NumberRuleLists.None with { InboundCalled = [inbound] } },
            "alpha" => trunk with { NumberRules = NumberRuleLists.None with { OutboundCalled = [outbound] } },
            _ => trunk,
        });
        T.Sends("REFER", headers: "Refer-To: <tel:04255550177>\n");
        var refer = X.Receives("REFER");
        Assert.Equal("<sip:0024255550177@10.0.0.1:5060;user=phone>", refer["Refer-To"]);
        X.Answers(refer, 603);
        T.Receives("603 REFER");
        Ladder.HangUp(T, X);
    }

    [Fact]
    public void Replaces_names_the_dialog_as_the_other_side_has_it()
    {
        Begin(more: "Supported: replaces\n");
        var (first, ofX) = (T.Park(), X.Park());
        T.Dials(Number);
        X.Answers(X.Receives("INVITE"), 200, headers: $"Allow: {Able}\nSupported: replaces\n");
        T.Acks(T.Receives("200 INVITE"));
        X.Receives("ACK");
        var (second, consulted) = (T.Park(), X.Park());
        T.Resume(first);
        X.Resume(ofX);
        T.Sends("REFER", headers: $"Refer-To: <sip:{Number}@10.0.0.1?Replaces={second.Escaped}>\n");
        var refer = X.Receives("REFER");
        Assert.Equal($"{consulted.Invite!.CallId};to-tag={consulted.Tag};from-tag={consulted.Invite.FromTag}", Uri.UnescapeDataString(refer["Refer-To"].Split("Replaces=")[1].TrimEnd('>')));
        Assert.DoesNotContain(second.SentInvite!.CallId, refer.Text, StringComparison.Ordinal);
        X.Answers(refer, 202);
        T.Receives("202 REFER");
        Notified(T, 100);
        X.Resume(consulted);
        X.Sends("BYE");
        X.Receives("200 BYE");
        HungUp(T);
        X.Resume(ofX with { CSeq = 120 });
        News(X, 200, "terminated;reason=noresource");
        Notified(T, 200);
        T.Sends("BYE");
        T.Receives("200 BYE");
        HungUp(X);
    }

    [Fact]
    public void Replaces_for_a_side_of_another_trunk_is_the_gateways_business()
    {
        Begin(more: "Supported: replaces\n");
        var first = T.Park();
        T.Dials(Target);
        Y.Answers(Y.Receives("INVITE"), 200, headers: "Supported: replaces\n");
        T.Acks(T.Receives("200 INVITE"));
        Y.Receives("ACK");
        var second = T.Park();
        T.Resume(first);
        Refers(T, $"<sip:{Target}@10.0.0.1?Replaces={second.Escaped}>");
        HungUp(T);
        Notified(T, 200);
        Talk(X, Y, T);
        T.Sends("BYE");
        T.Receives("200 BYE");
        Ladder.HangUp(X, Y);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(486)]
    public void T_need_not_wait_for_the_end(int status)
    {
        Begin();
        Passed();
        T.Sends("BYE");
        T.Receives("200 BYE");
        X.ReceivesNothing();
        News(X, status, "terminated;reason=noresource");
        HungUp(X);
    }

    [Fact]
    public void T_hangs_up_before_X_has_answered()
    {
        Begin();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        var refer = X.Receives("REFER");
        T.Sends("BYE");
        T.Receives("200 BYE");
        X.Answers(refer, 603);
        T.Receives("603 REFER");
        HungUp(X);
    }

    [Fact]
    public void X_hangs_up_without_a_word()
    {
        Begin();
        Passed();
        X.Sends("BYE");
        X.Receives("200 BYE");
        Notified(T, 200);
        HungUp(T);
    }

    [Fact]
    public void Without_a_subscription_on_either_side()
    {
        Begin();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\nRefer-Sub: false\n");
        X.Answers(X.Receives("REFER"), 202, headers: "Refer-Sub: false\n");
        Assert.Equal("false", T.Receives("202 REFER")["Refer-Sub"]);
        T.Sends("BYE");
        T.Receives("200 BYE");
        HungUp(X);
    }

    [Fact]
    public void A_REFER_that_X_never_answers_ends_with_its_transaction()
    {
        Begin();
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        X.Receives("REFER");
        Ladder.Wait(33);
        T.Receives("503 REFER");
        Talk(T, X);
        Ladder.HangUp(T, X);
    }

    private void Begin(string allow = Able, string more = "") =>
        StartConnected("", allow, static (name, trunk) => name == "sbc" ? trunk with { Transfer = new TrunkTransfer(Accept: ReferAcceptance.Pass) } : trunk, more);

    private PeerMessage Passed()
    {
        T.Sends("REFER", headers: $"Refer-To: <sip:{Target}@10.0.0.1>\n");
        var refer = X.Receives("REFER");
        X.Answers(refer, 202);
        T.Receives("202 REFER");
        Notified(T, 100);
        return refer;
    }
}
