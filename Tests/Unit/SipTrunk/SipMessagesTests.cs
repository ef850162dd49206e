using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.SipTrunk.Messages;
using Xunit;

namespace Telephony.Unit.SipTrunk;

/// <summary>What answers to a MESSAGE mean, and that each recipient gets one at a time.</summary>
public sealed class SipMessagesTests : ITrunkMessages, ICarrierMessageSink
{
    private static readonly SipMessageOptions Options = new() { Carrier = "pbx", Trunk = "pbx.example" };

    private readonly List<DeliveryReport> _reports = [];
    private readonly List<(PhoneNumber To, TaskCompletionSource<TrunkMessageOutcome> Answer)> _asked = [];
    private readonly TaskCompletionSource _third = new();
    private readonly SipMessages _messages;

    public SipMessagesTests() => _messages = new SipMessages(Options, this, this, TimeProvider.System);

    [Theory]
    [InlineData(200, "Accepted")]
    [InlineData(202, "Accepted")]
    [InlineData(404, "Refused")]
    [InlineData(413, "Refused")]
    [InlineData(415, "Refused")]
    [InlineData(603, "Refused")]
    [InlineData(407, "NotTaken")]
    [InlineData(480, "NotTaken")]
    [InlineData(503, "NotTaken")]
    [InlineData(408, "Unknown")]
    [InlineData(504, "Unknown")]
    public void Each_answer_is_a_next_step(int status, string outcome) => Assert.Equal(outcome, SipMessages.Read(new TrunkMessageOutcome.Answered(status, "Reason", null)).GetType().Name);

    [Theory]
    [InlineData(200, DeliveryState.Delivered)]
    [InlineData(202, DeliveryState.Accepted)]
    public async Task A_success_is_the_report(int status, DeliveryState state)
    {
        var sending = Send("+14255550190");
        _asked[0].Answer.SetResult(new TrunkMessageOutcome.Answered(status, "OK", null));

        var accepted = Assert.IsType<SendOutcome.Accepted>(await sending);

        var report = Assert.Single(_reports);
        Assert.Equal((state, accepted.CarrierIds[0]), (report.State, report.CarrierId));
    }

    [Fact]
    public async Task A_recipient_gets_the_next_one_when_the_one_before_is_answered()
    {
        var (first, second, other) = (Send("+14255550190"), Send("+14255550190"), Send("+14255550191"));
        Assert.Equal(["+14255550190", "+14255550191"], _asked.Select(static asked => asked.To.ToString()));

        _asked[0].Answer.SetResult(new TrunkMessageOutcome.Silent("…"));
        Assert.IsType<SendOutcome.Unknown>(await first);
        await _third.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        foreach (var (_, answer) in _asked.Skip(1)) answer.SetResult(new TrunkMessageOutcome.NotSent("…"));

        Assert.IsType<SendOutcome.NotTaken>(await second);
        Assert.IsType<SendOutcome.NotTaken>(await other);
    }

    [Fact]
    public async Task A_text_longer_than_the_limit_does_not_leave()
    {
        Assert.Equal("413", Assert.IsType<SendOutcome.Refused>(await Send("+14255550190", new string('ü', 401))).Code);
        Assert.Empty(_asked);
    }

    ValueTask<TrunkMessageOutcome> ITrunkMessages.SendAsync(TrunkId trunk, OutboundMessage message, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<TrunkMessageOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Add((message.To, answer));
        if (_asked.Count == 3) _third.SetResult();
        return new ValueTask<TrunkMessageOutcome>(answer.Task);
    }

    ValueTask ICarrierMessageSink.ReceiveAsync(InboundMessage message, CancellationToken cancellation) => ValueTask.CompletedTask;

    ValueTask ICarrierMessageSink.ReportAsync(DeliveryReport report, CancellationToken cancellation)
    {
        _reports.Add(report);
        return ValueTask.CompletedTask;
    }

    private Task<SendOutcome> Send(string to, string text = "Hello") => _messages.SendAsync(
        new OutboundMessage { Id = MessageId.New(TimeProvider.System), From = MessageAddress.Of(PhoneNumber.Parse("+12025550100")), To = PhoneNumber.Parse(to), Text = text }, TestContext.Current.CancellationToken).AsTask();
}
