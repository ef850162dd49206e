using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Trunks;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Messages;

/// <summary>Text messages by SIP MESSAGE on trunks, both ways (RFC 3428).</summary>
public sealed class TrunkMessageTests : Scenario, ITrunkMessageReceiver
{
    private const string Ours = "+12025550100";

    private readonly List<(TrunkId Trunk, string Id, MessageAddress From, MessageAddress To, string Text)> _taken = [];
    private bool _full;

    public TrunkMessageTests() => Start(new LadderSetup { Messages = this, Numbers = [(Ours, "echo")], Tcp = true });

    [Fact]
    public async Task A_message_leaves_and_its_200_is_the_report()
    {
        var sending = Send("Grüße 😀");

        var message = Alpha.Receives("MESSAGE");
        Assert.Equal("sip:+14255550123@10.0.2.1:5060", message.RequestUri);
        Assert.StartsWith("<sip:+12025550100@gw.example>;tag=", message["From"], StringComparison.Ordinal);
        Assert.Equal(("text/plain;charset=UTF-8", "Grüße 😀"), (message["Content-Type"], message.Body));
        Assert.False(message.Has("Contact"));       // RFC 3428 4
        Alpha.Answers(message, 200);

        Assert.Equal(200, Assert.IsType<TrunkMessageOutcome.Answered>(await OutcomeAsync(sending)).Status);
    }

    [Fact]
    public async Task A_refusal_brings_its_status_and_its_wish()
    {
        var sending = Send("Hello");
        Alpha.Answers(Alpha.Receives("MESSAGE"), 480, headers: "Retry-After: 30 (back soon)\n");
        var answer = Assert.IsType<TrunkMessageOutcome.Answered>(await OutcomeAsync(sending));
        Assert.Equal((480, TimeSpan.FromSeconds(30)), (answer.Status, answer.After));
    }

    [Fact]
    public async Task Silence_is_a_doubt_and_no_second_place_gets_it()
    {
        var sending = Send("Hello");
        Alpha.Receives("MESSAGE");
        Ladder.Wait(40);
        Assert.IsType<TrunkMessageOutcome.Silent>(await OutcomeAsync(sending));
    }

    [Fact]
    public async Task A_trunk_that_is_not_there_has_surely_not_got_it()
    {
        Assert.IsType<TrunkMessageOutcome.NotSent>(await OutcomeAsync(Ladder.Calls.Messages.SendAsync(TrunkId.Parse("gone.example"), Outbound("Hello"), default).AsTask()));
        Ladder.Reload(static trunks => trunks.Select(static trunk => trunk with { Enabled = false }));
        Assert.IsType<TrunkMessageOutcome.NotSent>(await OutcomeAsync(Send("Hello")));
    }

    [Fact]
    public async Task A_connection_that_is_refused_has_surely_not_carried_it()
    {
        Ladder.Reload(static trunks => trunks.Select(static trunk => trunk with { Transport = SignallingTransport.Tcp, Address = HostPort.TryParse("10.0.2.1:5999", out var nobody) ? nobody : null }));
        var sending = Send("Hello");
        Ladder.Wait(1);
        Assert.IsType<TrunkMessageOutcome.NotSent>(await OutcomeAsync(sending));
    }

    [Fact]
    public void A_message_from_a_trunk_gets_its_200_when_it_is_stored_and_copies_are_known()
    {
        Sends("Ja bitte, €5");
        Sbc.Receives("200 MESSAGE");
        var (trunk, id, from, to, text) = Assert.Single(_taken);
        Assert.Equal((Ladder.IdOf("sbc"), "m-1;1", "+14255550150", Ours, "Ja bitte, €5"), (trunk, id, from.Text, to.Text, text));

        Ladder.Wait(40);
        Sends("Ja bitte, €5");                 // the transaction is over: only the id tells
        Sbc.Receives("200 MESSAGE");
        Assert.Equal(_taken[0].Id, _taken[1].Id);
    }

    [Theory]
    [InlineData("text/plain", "ASCII", 200)]
    [InlineData("text/plain; charset=\"utf-8\"", "ü", 200)]
    [InlineData("text/html", "<b>no</b>", 415)]
    [InlineData("message/cpim", "From: x", 415)]
    [InlineData("text/plain;charset=utf-16", "no", 415)]
    public void What_is_no_plain_text_gets_415_and_is_told_what_is(string type, string text, int status)
    {
        Sends(text, type: type);
        var answer = Sbc.Receives($"{status} MESSAGE");
        if (status == 415) Assert.Contains("text/plain", answer["Accept"], StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 1 : 0, _taken.Count);
    }

    [Fact]
    public void What_is_encoded_gets_415()
    {
        Sends("H4sI", headers: "Content-Encoding: gzip\n");
        Sbc.Receives("415 MESSAGE");
    }

    [Theory]
    [InlineData("+12025550199", "<sip:+14255550150@sbc.example>", 404)]
    [InlineData("nobody", "<sip:+14255550150@sbc.example>", 404)]
    [InlineData(Ours, "<sip:anonymous@anonymous.invalid>", 433)]
    [InlineData(Ours, "<sip:not%20a%20%C3%BCsable%20name@sbc.example>", 400)]
    public void Nobody_s_number_and_a_sender_without_name_are_refused(string to, string from, int status)
    {
        Sends("Hello", to: to, from: from);
        Sbc.Receives($"{status} MESSAGE");
        Assert.Empty(_taken);
    }

    [Fact]
    public void A_text_too_long_gets_413()
    {
        Sends(new string('x', 801));
        Sbc.Receives("413 MESSAGE");
        Sends(new string('x', 800), callId: "m-2");
        Sbc.Receives("200 MESSAGE");
    }

    [Fact]
    public void A_trunk_without_messages_gets_405()
    {
        Alpha.Sip.Sends(Alpha.Sip.Request("MESSAGE", $"sip:{Ours}@{Ladder.Gateway}", "m-1", headers: "Content-Type: text/plain\n", body: "Hello"), Ladder.Gateway);
        Alpha.Receives("405");
    }

    [Fact]
    public void What_cannot_be_stored_gets_500_and_is_asked_for_again()
    {
        _full = true;
        Sends("Hello");
        Assert.Equal("5", Sbc.Receives("500 MESSAGE")["Retry-After"]);
    }

    public int? LargestFrom(TrunkId trunk) => trunk == Ladder.IdOf("sbc") ? 800 : null;

    public ValueTask ReceiveAsync(TrunkId trunk, string id, MessageAddress from, MessageAddress to, string text, CancellationToken cancellation)
    {
        if (_full) throw new IOException("The disk is full.");
        _taken.Add((trunk, id, from, to, text));
        return ValueTask.CompletedTask;
    }

    private void Sends(string text, string to = Ours, string from = "<sip:+14255550150@sbc.example>", string type = "text/plain;charset=UTF-8", string headers = "", string callId = "m-1") =>
        Sbc.Sip.Sends(Sbc.Sip.Request("MESSAGE", $"sip:{to}@{Ladder.Gateway}", callId, headers: $"Content-Type: {type}\n{headers}", body: text, from: from), Ladder.Gateway);

    private Task<TrunkMessageOutcome> Send(string text)
    {
        var sending = Ladder.Calls.Messages.SendAsync(Ladder.IdOf("alpha"), Outbound(text), default).AsTask();
        Ladder.Clock.RunUntilIdle();
        return sending;
    }

    private static OutboundMessage Outbound(string text) => new()
    {
        Id = MessageId.New(TimeProvider.System), From = MessageAddress.Of(PhoneNumber.Parse(Ours)), To = PhoneNumber.Parse(Number), Text = text,
    };

    // Continuations run on the pool; the network itself stands still meanwhile.
    private async Task<TrunkMessageOutcome> OutcomeAsync(Task<TrunkMessageOutcome> sending)
    {
        Ladder.Clock.RunUntilIdle();
        return await sending.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
