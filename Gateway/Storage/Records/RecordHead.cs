using Telephony.Domain.Records;

namespace Telephony.Storage.Records;

/// <summary>
/// The first fields of an encoded record: what the store keeps in columns, read without making a string of any.
/// The texts are slices of the record's bytes; an absent one is empty.
/// </summary>
internal readonly ref struct RecordHead
{
    public UInt128 Id { get; init; }

    public ReadOnlySpan<byte> Resource { get; init; }

    public int Revision { get; init; }

    public CallState State { get; init; }

    public CallDirection Direction { get; init; }

    /// <summary>Microseconds since 1970 UTC.</summary>
    public long StartedUs { get; init; }

    public long? AnsweredUs { get; init; }

    public long? EndedUs { get; init; }

    public ReadOnlySpan<byte> FromTrunk { get; init; }

    public ReadOnlySpan<byte> ToTrunk { get; init; }

    public ReadOnlySpan<byte> Caller { get; init; }

    public ReadOnlySpan<byte> Called { get; init; }

    /// <summary>False when the bytes are no record, or one of a newer form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, out RecordHead head)
    {
        var reader = new RecordReader(record);
        return TryRead(ref reader, out head, out _);
    }

    internal static bool TryRead(scoped ref RecordReader reader, out RecordHead head, out RecordFlags flags)
    {
        if (reader.Byte() != CallRecordCodec.Version) { head = default; flags = default; return false; }
        var id = reader.Id();
        var revision = reader.Int32();
        var state = (CallState)reader.Byte();
        var direction = (CallDirection)reader.Byte();
        flags = (RecordFlags)reader.Byte();
        var resource = reader.Bytes();
        var started = reader.Signed();
        head = new RecordHead
        {
            Id = id,
            Revision = revision,
            State = state,
            Direction = direction,
            Resource = resource,
            StartedUs = started,
            AnsweredUs = (flags & RecordFlags.Answered) != 0 ? started + reader.Signed() : null,
            EndedUs = (flags & RecordFlags.Ended) != 0 ? started + reader.Signed() : null,
            FromTrunk = reader.Bytes(),
            ToTrunk = reader.Bytes(),
            Caller = (flags & RecordFlags.Caller) != 0 ? reader.Bytes() : default,
            Called = (flags & RecordFlags.Called) != 0 ? reader.Bytes() : default,
        };
        return !reader.Failed;
    }
}

/// <summary>Which optional fields an encoded record has.</summary>
[Flags]
internal enum RecordFlags : byte
{
    None = 0,
    Answered = 1,
    Ended = 2,
    Caller = 4,
    Called = 8,
    Cause = 16,
    PostDialDelay = 32,
    Sampled = 64,
}
