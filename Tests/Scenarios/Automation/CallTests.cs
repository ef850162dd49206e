using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>Calls made and taken for an application, from its request to its last event.</summary>
public class CallTests : AutomationScenario
{
    private static readonly ResourceId Us = ResourceId.Default;

    [Fact]
    public void A_call_is_made_and_ended_by_the_application()
    {
        var view = Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks) { Context = "hello", DisplayName = "Sales" }));
        Assert.Equal((ConnectionState.Connecting, Ours), (view.State, view.CallerId));
        var invite = Alpha.Receives("INVITE");
        Assert.Contains(Ours, invite["From"]);
        Assert.Contains("Sales", invite["From"]);
        Alpha.Answers(invite, 200);
        Alpha.Receives("ACK");

        var connected = IsTold("CallConnected");
        Assert.Equal((view.Id, view.ServerCallId, view.CorrelationId, "hello"), (Text(connected, "callConnectionId"), Text(connected, "serverCallId"), Text(connected, "correlationId"), Text(connected, "operationContext")));
        Assert.Equal((200, 0), ResultOf(connected));
        var updated = IsTold("ParticipantsUpdated");
        Assert.Equal("4:" + Theirs, updated.GetProperty("participants")[0].GetProperty("identifier").GetProperty("rawId").GetString());
        Assert.Equal(ConnectionState.Connected, Does(Desk.GetAsync(Us, view.Id)).State);

        Does(Desk.HangUpAsync(Us, view.Id, forEveryone: false));
        IsHungUp(Alpha);
        Assert.Equal("hello", Text(IsTold("CallDisconnected"), "operationContext"));
        Assert.Equal(404, IsRefused(Desk.GetAsync(Us, view.Id)).Status);
        AssertDeskIsEmpty();
    }

    [Theory]
    [InlineData(486)]
    [InlineData(603)]
    [InlineData(404)]
    public void A_phone_that_refuses_makes_the_call_fail_with_its_status(int status)
    {
        Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        Alpha.Answers(Alpha.Receives("INVITE"), status);
        Alpha.Receives("ACK");
        var failed = IsTold("CreateCallFailed");
        Assert.Equal(status, ResultOf(failed).Code);
        Assert.Equal(status, failed.GetProperty("resultInformation").GetProperty("sipDetails").GetProperty("code").GetInt32());
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_number_without_a_route_fails_at_once()
    {
        Does(Desk.CreateAsync(new CreateOrder(Us, ["+4930123456"], Ours, Callbacks)));
        Assert.Equal(404, ResultOf(IsTold("CreateCallFailed")).Code);
        AssertDeskIsEmpty();
    }

    [Fact]
    public void Hanging_up_while_it_rings_cancels_the_call()
    {
        var view = Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Does(Desk.HangUpAsync(Us, view.Id, forEveryone: true));
        Alpha.Answers(Alpha.Receives("CANCEL"), 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_number_of_somebody_else_may_not_be_shown()
    {
        var refusal = IsRefused(Desk.CreateAsync(new CreateOrder(Us, [Theirs], "+14255559999", Callbacks)));
        Assert.Equal((400, true), (refusal.Status, refusal.Message.StartsWith("sourceCallerIdNumber", StringComparison.Ordinal)));
        Assert.Equal(400, IsRefused(Desk.CreateAsync(new CreateOrder(Us, [Theirs], "", Callbacks))).Status);
        AssertDeskIsEmpty();
    }

    [Fact]
    public void Of_several_phones_each_comes_in_when_it_answers()
    {
        var view = Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs, "+14255550133"], Ours, Callbacks)));
        var (first, second) = (Alpha.Receives("INVITE"), Beta.Receives("INVITE"));
        Alpha.Answers(first, 200);
        Alpha.Receives("ACK");
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        Beta.Answers(second, 200);
        Beta.Receives("ACK");
        Assert.Equal(2, IsTold("ParticipantsUpdated").GetProperty("participants").GetArrayLength());
        HangsUp(Alpha);
        Assert.Equal(1, IsTold("ParticipantsUpdated").GetProperty("participants").GetArrayLength());
        Does(Desk.HangUpAsync(Us, view.Id, forEveryone: true));
        IsHungUp(Beta);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_call_comes_in_and_is_answered()
    {
        var context = IsCalled("User-To-User: 00a1\nX-Case: 4711\n");
        var told = DataOf(Published[^1]);
        Assert.Equal(("Microsoft.Communication.IncomingCall", $"/caller/4:{Sbc.Number}/recipient/4:{Ours}"), (Published[^1].Type, Published[^1].Subject));
        Assert.Equal(("4:" + Sbc.Number, "4:" + Ours), (told.GetProperty("from").GetProperty("rawId").GetString(), told.GetProperty("to").GetProperty("rawId").GetString()));
        Assert.Equal("4711", told.GetProperty("customContext").GetProperty("sipHeaders").GetProperty("X-Case").GetString());

        var view = Does(Desk.AnswerAsync(Us, context, Callbacks, "in"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Assert.Equal((told.GetProperty("serverCallId").GetString(), told.GetProperty("correlationId").GetString(), Ours), (view.ServerCallId, view.CorrelationId, view.AnsweredFor));
        Assert.Equal("in", Text(IsTold("CallConnected"), "operationContext"));
        IsTold("ParticipantsUpdated");
        HangsUp(Sbc);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_context_is_good_for_one_decision_and_cannot_be_made_up()
    {
        var context = IsCalled();
        Assert.Equal("InvalidIncomingCallContext", IsRefused(Desk.AnswerAsync(Us, context[..^2] + (context[^2] == 'A' ? "BA" : "AA"), Callbacks, null)).Code);
        Assert.Equal("InvalidIncomingCallContext", IsRefused(Desk.AnswerAsync(Us, "nonsense", Callbacks, null)).Code);
        Assert.True(ResourceId.TryParse("other", out var other));
        Assert.Equal("InvalidIncomingCallContext", IsRefused(Desk.AnswerAsync(other, context, Callbacks, null)).Code);
        Does(Desk.RejectAsync(Us, context, RejectReason.Busy));
        Sbc.Receives("486");
        Assert.Equal("CallNotFound", IsRefused(Desk.AnswerAsync(Us, context, Callbacks, null)).Code);
        AssertDeskIsEmpty();
    }

    [Theory]
    [InlineData(RejectReason.None, 480)]
    [InlineData(RejectReason.Busy, 486)]
    [InlineData(RejectReason.Forbidden, 403)]
    public void A_call_is_rejected_with_a_reason(RejectReason reason, int status)
    {
        Does(Desk.RejectAsync(Us, IsCalled(), reason));
        Sbc.Receives($"{status}");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_call_is_redirected_to_another_number()
    {
        Does(Desk.RedirectAsync(Us, IsCalled(), Theirs));
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        AssertDeskIsEmpty();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_caller_who_gives_up_leaves_nothing_to_decide()
    {
        var context = IsCalled();
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        Assert.Equal("CallNotFound", IsRefused(Desk.AnswerAsync(Us, context, Callbacks, null)).Code);
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_codec_that_nobody_here_speaks_makes_the_answer_fail()
    {
        Sbc.Dials(Ours, Sbc.Sdp("G729"));
        Sbc.Receives("180");
        Does(Desk.AnswerAsync(Us, DataOf(Published[^1]).GetProperty("incomingCallContext").GetString()!, Callbacks, null));
        Sbc.Receives("488");
        Assert.Equal(488, ResultOf(IsTold("AnswerFailed")).Code);
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_phone_is_transferred_by_a_second_leg()
    {
        var view = Calls(Alpha);
        Does(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133", ""), new OperationTerms("t")));
        Beta.Answers(Beta.Receives("INVITE"), 200);
        Beta.Receives("ACK");
        var accepted = IsTold("CallTransferAccepted");
        Assert.Equal(("t", "4:+14255550133", "4:" + Theirs), (Text(accepted, "operationContext"), accepted.GetProperty("transferTarget").GetProperty("rawId").GetString(), accepted.GetProperty("transferee").GetProperty("rawId").GetString()));
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
        Alpha.Says(0x42);
        Beta.Says(0x24);
        Assert.Equal((0x42, 0x24), (Beta.Heard[^1], Alpha.Heard[^1]));
        Ladder.HangUp(Alpha, Beta);
    }

    [Theory]
    [InlineData("ACK")]
    [InlineData("nothing")]
    [InlineData("BYE")]
    public void A_transfer_may_be_faster_than_the_ACK_of_the_caller(string comes)
    {
        var context = IsCalled();
        var view = Does(Desk.AnswerAsync(Us, context, Callbacks, null));
        var answer = Sbc.Receives("200 INVITE");
        IsTold("CallConnected");   // with the 200
        IsTold("ParticipantsUpdated");
        Does(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133", ""), OperationTerms.None));
        Beta.ReceivesNothing(2);
        switch (comes)
        {
            case "ACK":
                Sbc.Acks(answer);
                Beta.Answers(Beta.Receives("INVITE"), 200);
                Beta.Receives("ACK");
                IsTold("CallTransferAccepted");
                break;
            case "BYE":
                HangsUp(Sbc);
                Assert.Equal((400, 8523), ResultOf(IsTold("CallTransferFailed")));
                break;
            default:
                Sbc.Answers(Sbc.Receives("OPTIONS", within: 31), 200);   // it says nothing either
                Sbc.Answers(Sbc.Receives("BYE", within: 3), 200);
                Assert.Equal((400, 8523), ResultOf(IsTold("CallTransferFailed")));
                break;
        }
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
        if (comes == "ACK") Ladder.HangUp(Sbc, Beta);
        else Beta.ReceivesNothing();
    }

    [Fact]
    public void A_transfer_that_fails_leaves_the_call_as_it_was()
    {
        var view = Calls(Alpha);
        Does(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133", ""), OperationTerms.None));
        Assert.Equal(409, IsRefused(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133", ""), OperationTerms.None)).Status);
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        Assert.Equal(486, ResultOf(IsTold("CallTransferFailed")).Code);
        Assert.Equal(ConnectionState.Connected, Does(Desk.GetAsync(Us, view.Id)).State);
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_phone_whose_trunk_takes_REFER_is_transferred_by_it()
    {
        var view = Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 200, headers: "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, REFER, NOTIFY\n");
        Alpha.Receives("ACK");
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        Does(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133", ""), new OperationTerms("t")));
        var refer = Alpha.Receives("REFER");
        Assert.Contains("+14255550133", refer["Refer-To"]);
        Alpha.Answers(refer, 202);
        Alpha.Sends("NOTIFY", "SIP/2.0 200 OK\r\n", "Event: refer\nSubscription-State: terminated;reason=noresource\nContent-Type: message/sipfrag\n");
        Alpha.Receives("200 NOTIFY");
        IsTold("CallTransferAccepted");
        IsHungUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void The_newest_controller_steers_and_the_others_are_told()
    {
        var first = Calls(Alpha);
        var second = Does(Desk.ConnectAsync(Us, first.ServerCallId, Callbacks, "second"));
        Assert.Equal(first.ServerCallId, second.ServerCallId);
        string[] told = [IsToldAny(), IsToldAny(), IsToldAny()];   // each connection has an order of its own
        Assert.Equal(2, told.Count(static type => type == "Microsoft.Communication.ParticipantsUpdated"));
        Assert.Equal("CallControlLost", IsRefused(Desk.CancelMediaAsync(Us, first.Id)).Code);
        Does(Desk.CancelMediaAsync(Us, second.Id));
        Does(Desk.HangUpAsync(Us, first.Id, forEveryone: false));
        Assert.Equal(first.Id, Text(IsTold("CallDisconnected"), "callConnectionId"));
        HangsUp(Alpha);
        Assert.Equal(second.Id, Text(IsTold("CallDisconnected"), "callConnectionId"));
        AssertDeskIsEmpty();
    }

    private static string Text(System.Text.Json.JsonElement data, string name) => data.GetProperty(name).GetString() ?? "";
}
