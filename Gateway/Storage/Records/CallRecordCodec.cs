using Telephony.Domain.Identity;
using Telephony.Domain.Records;

namespace Telephony.Storage.Records;

/// <summary>How much of a record is written; each step leaves out more, so that the last always fits.</summary>
internal enum RecordDetail
{
    All,
    WithoutLadder,
    WithoutTrace,
}

/// <summary>
/// A call record as compact bytes, written by hand so that a signalling thread makes no garbage.
/// The same bytes are the body of a journal entry and the blob in the store.
/// <code>
/// version id revision state direction flags resource started [answered] [ended] fromTrunk toTrunk [caller] [called]      (RecordHead)
/// callerWire calledWire destination [cause] [postDialDelay] legs attempts trace dialogs ladder
/// </code>
/// </summary>
internal static class CallRecordCodec
{
    public const byte Version = 1;

    /// <summary>Encodes into <paramref name="target"/>; returns the length, or -1 when it does not fit.</summary>
    public static int Write(CallRecord record, Span<byte> target, RecordDetail detail = RecordDetail.All)
    {
        var writer = new RecordWriter(target);
        WriteHead(ref writer, record);
        writer.Text(record.CallerWire);
        writer.Text(record.CalledWire);
        writer.OptionalText(record.Destination);
        if (record.Cause is { } cause) WriteCause(ref writer, cause);
        if (record.PostDialDelay is { } delay) writer.Signed(Microseconds(delay));
        RecordParts.WriteLegs(ref writer, record.Id, record.Legs);
        RecordParts.WriteAttempts(ref writer, record.Id, record.Attempts);
        RecordParts.WriteTrace(ref writer, detail < RecordDetail.WithoutTrace ? record.Trace : []);
        RecordParts.WriteDialogs(ref writer, record.Id, record.Dialogs);
        writer.Number(record.Ladder.Dropped + (detail == RecordDetail.All ? 0 : record.Ladder.Count));
        writer.Bytes(detail == RecordDetail.All ? record.Ladder.Encoded : []);
        return writer.Overflowed ? -1 : writer.Length;
    }

    /// <summary>Encodes as much as fits: first the ladder goes, then the trace. -1 only when even the rest does not fit.</summary>
    public static int WriteWhatFits(CallRecord record, Span<byte> target)
    {
        for (var detail = RecordDetail.All; detail <= RecordDetail.WithoutTrace; detail++)
        {
            var length = Write(record, target, detail);
            if (length >= 0) return length;
        }

        return -1;
    }

    public static bool TryRead(ReadOnlySpan<byte> source, out CallRecord? record)
    {
        record = null;
        var reader = new RecordReader(source);
        if (!RecordHead.TryRead(ref reader, out var head, out var flags)) return false;
        var read = FromHead(head, flags);
        read.CallerWire = reader.WireText();
        read.CalledWire = reader.WireText();
        read.Destination = reader.OptionalText();
        if ((flags & RecordFlags.Cause) != 0) read.Cause = new CallCause((CallEndedBy)reader.Byte(), reader.Int32(), reader.Int32(), reader.Text());
        if ((flags & RecordFlags.PostDialDelay) != 0) read.PostDialDelay = TimeSpan.FromMicroseconds(reader.Signed());
        RecordParts.ReadLegs(ref reader, read.Id, read.Legs);
        RecordParts.ReadAttempts(ref reader, read.Id, read.Attempts);
        read.Trace = RecordParts.ReadTrace(ref reader);
        RecordParts.ReadDialogs(ref reader, read.Id, read.Dialogs);
        var dropped = reader.Int32();
        if (!read.Ladder.TryLoad(reader.Bytes(), dropped) || reader.Failed || !reader.AtEnd) return false;
        record = read;
        return true;
    }

    private static void WriteHead(ref RecordWriter writer, CallRecord record)
    {
        var started = UnixMicroseconds(record.StartedAt);
        writer.Byte(Version);
        writer.Id(record.Id.Value);
        writer.Number(record.Revision);
        writer.Byte((byte)record.State);
        writer.Byte((byte)record.Direction);
        writer.Byte((byte)FlagsOf(record));
        writer.Text(record.Resource.Value);
        writer.Signed(started);
        if (record.AnsweredAt is { } answered) writer.Signed(UnixMicroseconds(answered) - started);
        if (record.EndedAt is { } ended) writer.Signed(UnixMicroseconds(ended) - started);
        writer.Text(record.FromTrunk.Value);
        writer.Text(record.ToTrunk.Value);
        if (record.Caller is { } caller) writer.Text(caller);
        if (record.Called is { } called) writer.Text(called);
    }

    private static CallRecord FromHead(in RecordHead head, RecordFlags flags) => new()
    {
        Id = new CallId(head.Id),
        Resource = ResourceId.TryParse(Utf8(head.Resource), out var resource) ? resource : ResourceId.Default,
        Revision = head.Revision,
        State = head.State,
        Direction = head.Direction,
        StartedAt = FromUnixMicroseconds(head.StartedUs),
        AnsweredAt = head.AnsweredUs is { } answered ? FromUnixMicroseconds(answered) : null,
        EndedAt = head.EndedUs is { } ended ? FromUnixMicroseconds(ended) : null,
        FromTrunk = RecordParts.Trunk(Utf8(head.FromTrunk)),
        ToTrunk = RecordParts.Trunk(Utf8(head.ToTrunk)),
        Caller = (flags & RecordFlags.Caller) != 0 ? Utf8(head.Caller) : null,
        Called = (flags & RecordFlags.Called) != 0 ? Utf8(head.Called) : null,
        Sampled = (flags & RecordFlags.Sampled) != 0,
    };

    private static RecordFlags FlagsOf(CallRecord record) =>
        (record.AnsweredAt is null ? 0 : RecordFlags.Answered)
        | (record.EndedAt is null ? 0 : RecordFlags.Ended)
        | (record.Caller is null ? 0 : RecordFlags.Caller)
        | (record.Called is null ? 0 : RecordFlags.Called)
        | (record.Cause is null ? 0 : RecordFlags.Cause)
        | (record.PostDialDelay is null ? 0 : RecordFlags.PostDialDelay)
        | (record.Sampled ? RecordFlags.Sampled : 0);

    private static void WriteCause(ref RecordWriter writer, CallCause cause)
    {
        writer.Byte((byte)cause.EndedBy);
        writer.Number(cause.SipStatus);
        writer.Number(cause.Q850);
        writer.Text(cause.Text);
    }

    private static string Utf8(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    internal static long UnixMicroseconds(DateTimeOffset time) => Microseconds(time - DateTimeOffset.UnixEpoch);

    internal static DateTimeOffset FromUnixMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
