using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Domain.Registration;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>Whom an application calls besides phone numbers: users whose phones have registered (an account of trunk gamma), and SIP addresses. What goes along with the call.</summary>
public class TargetTests() : AutomationScenario(static (name, trunk) => name != "gamma" ? trunk : trunk with
{
    Address = null, Authentication = TrunkAuthentication.None, Accounts = [new("71", "one") { Aors = ["71", Anna] }, new("72", "two") { Aors = [Bert, "72"] }],
})
{
    private const string Anna = "8:acs:6a5d2c34-0f8f-4b5c-9b57-0c6c1f0f7a11_01939b4e-6c2f-7f5a-8d0b-5c1a4f0b9e11";
    private const string Bert = "8:acs:6a5d2c34-0f8f-4b5c-9b57-0c6c1f0f7a11_01939b4e-6c2f-7f5a-8d0b-5c1a4f0b9e12";
    private static readonly ResourceId Us = ResourceId.Default;

    private static CustomContext Custom => new([new("User-To-User", "00a1"), new("X-MS-Custom-Case", "4711")], [new("ticket", "a b")]);

    [Fact]
    public void A_user_is_called_at_the_phone_that_has_registered_and_hears_of_voip_headers_too()
    {
        var phone = Registered("71", "one", 1);
        var view = Does(Desk.CreateAsync(new CreateOrder(Us, [Anna], "", Callbacks) { Custom = Custom }));
        var invite = phone.Receives("INVITE");
        Assert.Equal(("sip:71@10.0.5.1:5060", "00a1", "4711", "a b"), (invite.RequestUri, invite["User-To-User"], invite["X-MS-Custom-Case"], invite["X-MS-VoIP-ticket"]));
        phone.Sip.Responds(invite, 200, "a", body: Alpha.Sdp(), contact: phone.Contact);
        phone.Receives("ACK");
        IsTold("CallConnected");
        var there = IsTold("ParticipantsUpdated").GetProperty("participants")[0].GetProperty("identifier");
        Assert.Equal(("communicationUser", Anna, Anna), (there.GetProperty("kind").GetString(), there.GetProperty("rawId").GetString(), there.GetProperty("communicationUser").GetProperty("id").GetString()));
        Does(Desk.HangUpAsync(Us, view.Id, forEveryone: true));
        phone.Sip.Responds(phone.Receives("BYE"), 200, "a");
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_user_without_a_phone_is_unavailable_and_one_nobody_knows_is_not_found()
    {
        Does(Desk.CreateAsync(new CreateOrder(Us, [Anna], "", Callbacks)));
        Assert.Equal((480, 8541), ResultOf(IsTold("CreateCallFailed")));
        Does(Desk.CreateAsync(new CreateOrder(Us, [Anna[..^1] + "9"], "", Callbacks)));
        Assert.Equal((404, 8522), ResultOf(IsTold("CreateCallFailed")));
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_user_who_calls_the_application_is_a_user_to_it()
    {
        var phone = new Phone(Ladder, "72", "two", "10.0.5.2:5060");
        phone.Registers();
        phone.Dials(Ours, Alpha.Sdp());
        phone.Receives("180");
        var told = DataOf(Published[^1]);
        Assert.Equal((Bert, "communicationUser"), (told.GetProperty("from").GetProperty("rawId").GetString(), told.GetProperty("from").GetProperty("kind").GetString()));
        Does(Desk.RejectAsync(Us, told.GetProperty("incomingCallContext").GetString()!, RejectReason.Busy));
        phone.Receives("486");
    }

    [Fact]
    public void A_SIP_address_at_a_trunk_is_called_there_byte_for_byte()
    {
        var host = Ladder.IdOf("beta").Value;
        Does(Desk.CreateAsync(new CreateOrder(Us, [$"sip:alice;day=mon@{host};x=1"], "", Callbacks)));
        var invite = Beta.Receives("INVITE");
        Assert.Equal($"sip:alice;day=mon@{host};x=1", invite.RequestUri);
        Beta.Answers(invite, 200);
        Beta.Receives("ACK");
        IsTold("CallConnected");
        Assert.Equal($"sip:alice;day=mon@{host};x=1", IsTold("ParticipantsUpdated").GetProperty("participants")[0].GetProperty("identifier").GetProperty("rawId").GetString());
        HangsUp(Beta);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Theory]
    [InlineData("sip:71@gw.example")]
    [InlineData("sip:71@GAMMA")]
    public void A_SIP_address_at_the_gateway_is_an_account(string address)
    {
        var phone = Registered("71", "one", 1);
        Does(Desk.CreateAsync(new CreateOrder(Us, [address.Replace("GAMMA", Ladder.IdOf("gamma").Value, StringComparison.Ordinal)], "", Callbacks)));
        phone.Sip.Responds(phone.Receives("INVITE"), 486, "a");
        phone.Receives("ACK");
        Assert.Equal((486, 8539), ResultOf(IsTold("CreateCallFailed")));
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_trunk_of_the_gateway_is_not_to_be_named_by_another_resource()
    {
        Assert.True(ResourceId.TryParse("other", out var other));
        Does(Desk.CreateAsync(new CreateOrder(other, [$"sip:alice@{Ladder.IdOf("beta")}"], "", Callbacks)));
        Assert.Equal(404, ResultOf(IsTold("CreateCallFailed")).Code);
        Beta.ReceivesNothing();
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_number_in_a_SIP_address_is_a_phone_that_wants_to_be_shown_one()
    {
        Assert.Equal(400, IsRefused(Desk.CreateAsync(new CreateOrder(Us, [$"sip:{Theirs}@gw.example"], "", Callbacks))).Status);
        Assert.Equal(400, IsRefused(Desk.CreateAsync(new CreateOrder(Us, [Anna, Theirs], "", Callbacks))).Status);
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_user_and_a_phone_are_called_into_one_call()
    {
        var phone = Registered("71", "one", 1);
        var view = Calls(Alpha);
        Does(Desk.AddParticipantAsync(Us, view.Id, new AddOrder(Anna, ""), OperationTerms.None));
        phone.Sip.Responds(phone.Receives("INVITE"), 200, "a", body: Alpha.Sdp(), contact: phone.Contact);
        phone.Receives("ACK");
        Assert.Equal(Anna, IsTold("AddParticipantSucceeded").GetProperty("participant").GetProperty("rawId").GetString());
        IsTold("ParticipantsUpdated");
        Assert.Equal(409, IsRefused(Desk.AddParticipantAsync(Us, view.Id, new AddOrder(Anna, ""), OperationTerms.None)).Status);
        Does(Desk.RemoveParticipantAsync(Us, view.Id, Anna, OperationTerms.None));
        phone.Sip.Responds(phone.Receives("BYE"), 200, "a");
        IsTold("RemoveParticipantSucceeded");
        IsTold("ParticipantsUpdated");
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_call_is_redirected_to_a_user()
    {
        var phone = Registered("71", "one", 1);
        Does(Desk.RedirectAsync(Us, IsCalled(), Anna));
        phone.Sip.Responds(phone.Receives("INVITE"), 486, "a");
        phone.Receives("ACK");
        Sbc.Receives("486");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_transfer_brings_headers_and_the_number_that_is_wanted()
    {
        var view = Calls(Alpha);
        Does(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133") { CallerId = Ours, Custom = Custom }, OperationTerms.None));
        var invite = Beta.Receives("INVITE");
        Assert.Contains(Ours, invite["From"]);
        Assert.Equal(("00a1", "4711", 0), (invite["User-To-User"], invite["X-MS-Custom-Case"], invite.All("X-MS-VoIP-ticket").Count));
        Beta.Answers(invite, 603);
        Beta.Receives("ACK");
        Assert.Equal((603, 8538), ResultOf(IsTold("CallTransferFailed")));
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_transfer_shows_the_transferee_where_nothing_else_is_wanted_and_no_foreign_number()
    {
        var view = Calls(Alpha);
        Assert.Equal(400, IsRefused(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133") { CallerId = "+14255559999" }, OperationTerms.None)).Status);
        Does(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133"), OperationTerms.None));
        var invite = Beta.Receives("INVITE");
        Assert.Contains(Theirs, invite["From"]);
        Beta.Answers(invite, 486);
        Beta.Receives("ACK");
        IsTold("CallTransferFailed");
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void A_transfer_to_a_user_rings_the_users_phone()
    {
        var phone = Registered("71", "one", 1);
        var view = Calls(Alpha);
        Does(Desk.TransferAsync(Us, view.Id, new TransferOrder(Anna) { Custom = Custom }, OperationTerms.None));
        var invite = phone.Receives("INVITE");
        Assert.Equal("a b", invite["X-MS-VoIP-ticket"]);
        phone.Sip.Responds(invite, 200, "a", body: Alpha.Sdp(), contact: phone.Contact);
        phone.Receives("ACK");
        Assert.Equal(Anna, IsTold("CallTransferAccepted").GetProperty("transferTarget").GetProperty("rawId").GetString());
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
        Alpha.Sends("BYE");
        Alpha.Receives("200 BYE");
        phone.Sip.Responds(phone.Receives("BYE"), 200, "a");
    }

    [Fact]
    public void A_REFER_carries_the_headers_and_none_is_sent_where_a_number_is_to_be_shown()
    {
        var view = Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Ours, Callbacks)));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, headers: "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, REFER, NOTIFY\n");
        Alpha.Receives("ACK");
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        Does(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133") { CallerId = Ours }, OperationTerms.None));
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        IsTold("CallTransferFailed");
        Does(Desk.TransferAsync(Us, view.Id, new TransferOrder("+14255550133") { Custom = Custom }, OperationTerms.None));
        var refer = Alpha.Receives("REFER");
        Assert.Contains("?User-To-User=00a1&X-MS-Custom-Case=4711>", refer["Refer-To"]);
        Alpha.Answers(refer, 603);   // the gateway does it itself, then
        var invite = Beta.Receives("INVITE");
        Assert.Equal(("00a1", "4711"), (invite["User-To-User"], invite["X-MS-Custom-Case"]));
        Beta.Answers(invite, 486);
        Beta.Receives("ACK");
        IsTold("CallTransferFailed");
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void The_number_of_a_phone_in_another_call_may_be_shown()
    {
        var context = IsCalled();
        Does(Desk.AnswerAsync(Us, context, Callbacks, null));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        Does(Desk.CreateAsync(new CreateOrder(Us, [Theirs], Sbc.Number, Callbacks)));
        var invite = Alpha.Receives("INVITE");
        Assert.Contains(Sbc.Number, invite["From"]);
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        IsTold("CreateCallFailed");
        HangsUp(Sbc);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void VoIP_headers_of_a_caller_are_told_apart_from_those_of_SIP()
    {
        var context = IsCalled("X-MS-VoIP-ticket: 12\nX-Case: 4711\n");
        var custom = DataOf(Published[^1]).GetProperty("customContext");
        Assert.Equal(("12", "4711"), (custom.GetProperty("voipHeaders").GetProperty("ticket").GetString(), custom.GetProperty("sipHeaders").GetProperty("X-Case").GetString()));
        Assert.False(custom.GetProperty("sipHeaders").TryGetProperty("X-MS-VoIP-ticket", out _));
        Does(Desk.RejectAsync(Us, context, RejectReason.None));
        Sbc.Receives("480");
    }

    private Phone Registered(string user, string password, int place)
    {
        var phone = new Phone(Ladder, user, password, $"10.0.5.{place}:5060");
        Assert.Equal(200, phone.Registers().Status);
        return phone;
    }
}
