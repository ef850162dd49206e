using Telephony.Domain.Addresses;
using Telephony.Domain.Messages;
using Telephony.Messaging.Outbox;
using Xunit;

namespace Telephony.Unit.Messaging;

public sealed class BacklogTests
{
    private readonly Backlog _backlog = new();

    [Fact]
    public void At_first_all_have_to_be_looked_for()
    {
        Assert.False(_backlog.IsEmpty);
        Assert.False(_backlog.TryTake(10, out _));
        _backlog.Found([], all: true);
        Assert.True(_backlog.IsEmpty);
    }

    [Fact]
    public void What_is_queued_while_nothing_else_waits_is_known_and_taken_in_order()
    {
        _backlog.Found([], all: true);
        MessageRecord[] queued = [Message(), Message(), Message()];
        foreach (var message in queued) _backlog.Add(message);

        Assert.Equal(queued[..2], Taken(2));
        Assert.Equal(queued[2..], Taken(2));
        Assert.True(_backlog.IsEmpty);
    }

    [Fact]
    public void Behind_what_is_not_known_nothing_is()
    {
        _backlog.Found([], all: true);
        var known = Message();
        _backlog.Add(known);
        _backlog.AddUnknown();
        _backlog.Add(Message());

        Assert.Equal([known], Taken(10));
        Assert.False(_backlog.IsEmpty);
        Assert.False(_backlog.TryTake(10, out _));
    }

    [Fact]
    public void It_knows_no_more_than_fit()
    {
        _backlog.Found([], all: true);
        for (var i = 0; i < 3000; i++) _backlog.Add(Message());

        Assert.InRange(Taken(3000).Count, 1000, 2999);
        Assert.False(_backlog.IsEmpty);
    }

    [Fact]
    public void A_look_around_that_finds_only_known_ones_leaves_the_rest_known()
    {
        _backlog.Found([], all: true);
        MessageRecord[] queued = [Message(), Message(), Message()];
        foreach (var message in queued) _backlog.Add(message);
        _backlog.LookAgain();

        Assert.False(_backlog.TryTake(2, out _));
        _backlog.Found([queued[0] with { State = MessageState.Sending }, queued[1] with { State = MessageState.Sending }], all: false);

        Assert.Equal(queued[2..], Taken(2));
        Assert.True(_backlog.IsEmpty);
    }

    [Fact]
    public void A_look_around_that_finds_a_stranger_is_followed_by_another()
    {
        _backlog.Found([], all: true);
        var known = Message();
        _backlog.Add(known);
        _backlog.LookAgain();
        Assert.False(_backlog.TryTake(1, out _));

        _backlog.Found([Message()], all: false);

        Assert.Equal([known], Taken(1));
        Assert.False(_backlog.IsEmpty);
        Assert.False(_backlog.TryTake(1, out _));
    }

    [Fact]
    public void What_is_forgotten_is_looked_for()
    {
        _backlog.Found([], all: true);
        _backlog.Add(Message());
        _backlog.Forget();

        Assert.False(_backlog.IsEmpty);
        Assert.False(_backlog.TryTake(1, out _));
    }

    private IReadOnlyList<MessageRecord> Taken(int most) => _backlog.TryTake(most, out var known) ? known : [];

    private static MessageRecord Message() => new()
    {
        Id = MessageId.New(TimeProvider.System), From = MessageAddress.Of(PhoneNumber.Parse("+12025550100")), To = PhoneNumber.Parse("+14255550123"), Text = "Hello", Carrier = "alpha",
    };
}
