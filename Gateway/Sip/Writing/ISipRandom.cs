namespace Telephony.Sip.Writing;

/// <summary>Where tags, branches, Call-IDs, nonces and delays get their chance from: secure in production, seeded in tests.</summary>
public interface ISipRandom
{
    void Fill(Span<byte> bytes);
}
