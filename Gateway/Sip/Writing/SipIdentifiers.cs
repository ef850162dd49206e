namespace Telephony.Sip.Writing;

/// <summary>
/// Tags, branches and Call-IDs (RFC 3261 19.3, 8.1.1.7, 8.1.1.4): lower-case letters and digits, so that it does not matter who
/// compares them with regard to case. Each method fills exactly its constant's length and returns it.
/// </summary>
public static class SipIdentifiers
{
    /// <summary>80 random bits; RFC 3261 19.3 asks for 32.</summary>
    public const int TagLength = 16;

    /// <summary>The cookie and 100 random bits.</summary>
    public const int BranchLength = 27;

    /// <summary>130 random bits, without a host: nothing of our topology (RFC 3261 8.1.1.4 allows it).</summary>
    public const int CallIdLength = 26;

    public static int WriteTag(this ISipRandom random, Span<byte> into) => WriteText(random, into[..TagLength]);

    public static int WriteBranch(this ISipRandom random, Span<byte> into)
    {
        "z9hG4bK"u8.CopyTo(into);
        return 7 + WriteText(random, into[7..BranchLength]);
    }

    public static int WriteCallId(this ISipRandom random, Span<byte> into) => WriteText(random, into[..CallIdLength]);

    /// <summary>Fills the span with letters and digits, 5 random bits each.</summary>
    public static int WriteText(this ISipRandom random, Span<byte> into)
    {
        random.Fill(into);
        foreach (ref var b in into)
        {
            b = "abcdefghijkmnpqrstuvwxyz23456789"u8[b & 31];
        }
        return into.Length;
    }

    /// <summary>A number from 0 up to, not including, <paramref name="below"/> (at most 2^31): initial CSeq, retry delays.</summary>
    public static int Number(this ISipRandom random, int below)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        return (int)(BitConverter.ToUInt64(bytes) % (uint)below);
    }
}
