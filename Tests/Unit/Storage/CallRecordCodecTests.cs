using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Storage.Records;
using Telephony.Support;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Storage;

public sealed class CallRecordCodecTests
{
    private readonly byte[] _buffer = new byte[128 * 1024];

    [Fact]
    public void A_whole_record_comes_back()
    {
        var record = SampleCalls.Started(7, ResourceId.Parse("tenant")).Answer();
        record.Sampled = true;
        var read = RoundTrip(record);

        Assert.Equal((record.Id, record.Resource, record.State, record.Direction), (read.Id, read.Resource, read.State, read.Direction));
        Assert.Equal((record.StartedAt, record.AnsweredAt, record.EndedAt, record.PostDialDelay), (read.StartedAt, read.AnsweredAt, read.EndedAt, read.PostDialDelay));
        Assert.Equal((record.FromTrunk, record.ToTrunk, record.CallerWire, record.CalledWire), (read.FromTrunk, read.ToTrunk, read.CallerWire, read.CalledWire));
        Assert.Equal((record.Caller, record.Called, record.Destination, record.Sampled), (read.Caller, read.Called, read.Destination, read.Sampled));
        Assert.Equal(record.Legs, read.Legs);
        Assert.Equal(record.Attempts, read.Attempts);
        Assert.Equal(record.Trace, read.Trace);
        Assert.Equal(record.Dialogs, read.Dialogs);
        Assert.Equal(record.Ladder.Encoded, read.Ladder.Encoded);
    }

    [Fact]
    public void An_ended_record_keeps_its_cause_and_quality()
    {
        var read = RoundTrip(SampleCalls.Whole(1));
        Assert.Equal(SampleCalls.Whole(1).Cause, read.Cause);
        Assert.Equal(SampleCalls.Quality, read.Legs[0].Quality);
        Assert.Equal(SampleCalls.Whole(1).EndedAt, read.EndedAt);
    }

    [Fact]
    public void A_bare_record_comes_back_bare()
    {
        var read = RoundTrip(new CallRecord { Id = SampleCalls.Id(1), StartedAt = SampleCalls.Epoch });
        Assert.Null(read.Caller);
        Assert.Null(read.Cause);
        Assert.True(read.FromTrunk.IsNone);
        Assert.Empty(read.Legs);
    }

    [Fact]
    public void A_leg_that_came_from_another_call_keeps_that_call()
    {
        var record = SampleCalls.Whole(1);
        record.Legs[1] = record.Legs[1] with { Id = new LegId(SampleCalls.Id(99), 3) };
        Assert.Equal(record.Legs, RoundTrip(record).Legs);
    }

    [Fact]
    public void No_prefix_of_a_record_is_one_and_none_throws()
    {
        var length = CallRecordCodec.Write(SampleCalls.Started(1).Answer(), _buffer);
        for (var cut = 0; cut < length; cut++) Assert.False(CallRecordCodec.TryRead(_buffer.AsSpan(0, cut), out _));
        Assert.False(CallRecordCodec.TryRead(_buffer.AsSpan(0, length + 1), out _));
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_never_throw()
    {
        var random = new Random(5150);
        var whole = _buffer.AsSpan(0, CallRecordCodec.Write(SampleCalls.Whole(1), _buffer)).ToArray();
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = whole.ToArray();
            for (var flips = 1 + random.Next(4); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (CallRecordCodec.TryRead(bytes, out var record)) Assert.NotNull(record);
        }
    }

    [Fact]
    public void What_does_not_fit_loses_its_ladder_first_and_its_trace_next()
    {
        var record = SampleCalls.Whole(1);
        record.Trace = [.. Enumerable.Repeat(new DecisionStep(DecisionRule.Trunk, new string('x', 300), DecisionVerdict.Skipped, "full", default), 50)];

        var whole = CallRecordCodec.Write(record, _buffer);

        Assert.True(CallRecordCodec.TryRead(_buffer.AsSpan(0, CallRecordCodec.WriteWhatFits(record, _buffer.AsSpan(0, whole - 1))), out var withTrace));
        Assert.Equal((50, 0, record.Ladder.Count), (withTrace!.Trace.Count, withTrace.Ladder.Count, withTrace.Ladder.Dropped));

        Assert.True(CallRecordCodec.TryRead(_buffer.AsSpan(0, CallRecordCodec.WriteWhatFits(record, _buffer.AsSpan(0, 3000))), out var without));
        Assert.Empty(without!.Trace);
        Assert.Equal(2, without.Legs.Count);

        Assert.Equal(-1, CallRecordCodec.WriteWhatFits(record, _buffer.AsSpan(0, 100)));
    }

    [Fact]
    public void A_text_without_end_is_cut_for_people_and_kept_whole_for_dialogs()
    {
        var record = SampleCalls.Started(1).Answer();
        record.Called = new string('9', 5000);
        record.Dialogs[0] = record.Dialogs[0] with { RouteSet = new string('r', 5000) };
        var read = RoundTrip(record);
        Assert.InRange(read.Called!.Length, 300, RecordWriter.MaxTextBytes);
        Assert.Equal(5000, read.Dialogs[0].RouteSet.Bytes.Length);
    }

    [Fact]
    public void The_head_is_read_without_the_rest()
    {
        var length = CallRecordCodec.Write(SampleCalls.Whole(3), _buffer);
        Assert.True(RecordHead.TryRead(_buffer.AsSpan(0, length), out var head));
        Assert.Equal(SampleCalls.Id(3).Value, head.Id);
        Assert.True(head.FromTrunk.SequenceEqual("alpha.example"u8));
        Assert.True(head.Called.SequenceEqual("+49711123456"u8));
        Assert.Equal(CallState.Ended, head.State);
    }

    [Fact]
    public void Encoding_makes_no_garbage()
    {
        var record = SampleCalls.Started(1).Answer();
        CallRecordCodec.WriteWhatFits(record, _buffer);
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 100; i++) CallRecordCodec.WriteWhatFits(record, _buffer);
        }));
    }

    private CallRecord RoundTrip(CallRecord record)
    {
        Assert.True(CallRecordCodec.TryRead(_buffer.AsSpan(0, CallRecordCodec.Write(record, _buffer)), out var read));
        return read!;       // true says so
    }
}
