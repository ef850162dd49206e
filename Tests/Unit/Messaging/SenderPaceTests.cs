using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Addresses;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Messaging.Sending;
using Xunit;

namespace Telephony.Unit.Messaging;

/// <summary>Turns of a sender with a limit.</summary>
public sealed class SenderPaceTests
{
    private static readonly MessageAddress Us = MessageAddress.Of(PhoneNumber.Parse("+12025550100"));
    private static readonly MessageAddress Other = MessageAddress.Of(PhoneNumber.Parse("+12025550101"));

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Each_message_has_a_turn_and_a_message_of_parts_takes_as_many()
    {
        var paces = new SenderPaces(new Queued(null), _clock);
        await Expect([0.0, 0.5, 1.0], Turns(paces, Us, 2, 1, 3));
        await Expect([1.5], Turns(paces, Us, 2, 3, 1));
        await Expect([3.0], Turns(paces, Us, 2, 1, 1));
        await Expect([0.0], Turns(paces, Other, 2, 1, 1));
        await Expect([0.0, 0.0], Turns(paces, Us, 0, 1, 2));
    }

    [Fact]
    public async Task A_sender_that_was_quiet_starts_at_once_and_saves_nothing_up()
    {
        var paces = new SenderPaces(new Queued(null), _clock);
        await Turns(paces, Us, 1, 1, 1);
        _clock.Advance(TimeSpan.FromSeconds(60));
        await Expect([60.0, 61.0], Turns(paces, Us, 1, 1, 2));
    }

    [Fact]
    public async Task After_a_restart_what_was_queued_goes_first() =>
        await Expect([8.0], Turns(new SenderPaces(new Queued(_clock.GetUtcNow().AddSeconds(7)), _clock), Us, 1, 1, 1));

    private static async Task Expect(double[] expected, Task<double[]> turns) => Assert.Equal(expected, await turns);

    private static async Task<double[]> Turns(SenderPaces paces, MessageAddress sender, double perSecond, int parts, int messages) =>
        [.. (await paces.TakeTurnsAsync(sender, perSecond, parts, messages, default)).Select(static turn => (turn - new DateTimeOffset(2026, 11, 28, 8, 0, 0, TimeSpan.Zero)).TotalSeconds)];

    /// <summary>Only knows when the last message is due.</summary>
    private sealed class Queued(DateTimeOffset? last) : IMessageStore
    {
        public ValueTask<DateTimeOffset?> LastDueAsync(MessageAddress sender, CancellationToken cancellation) => ValueTask.FromResult(last);

        public ValueTask<MessageTurnResult> TurnAsync(MessageTurn turn, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<MessageRecord>> TakeOverAsync(DateTimeOffset before, DateTimeOffset now, int most, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<MessageRecord>> ListSendingAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<DateTimeOffset?> NextDueAsync(string carrier, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<int> ApplyKeptAsync(Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<int> ExpireReportsAsync(Func<MessageRecord, NewEvent?> tell, DateTimeOffset now, int most, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<InboundMessage?> ReceiveAsync(InboundMessage message, ResourceId resource, Func<InboundMessage, MessageId, NewEvent?> tell, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<MessageRecord?> FindAsync(ResourceId resource, MessageId id, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<MessageRecord>> ListAsync(ResourceId? resource, MessageState? state, int most, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
