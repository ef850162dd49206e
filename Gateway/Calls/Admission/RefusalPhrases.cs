using Telephony.Domain.Trunks;

namespace Telephony.Calls.Admission;

/// <summary>Reason phrases of refusals, made once.</summary>
internal static class RefusalPhrases
{
    private static readonly byte[]?[] s_phrases = [.. Enum.GetValues<AdmissionFault>().Select(static fault => fault.ToPhrase().IsEmpty ? null : fault.ToPhrase().ToArray())];

    /// <summary>Null: the usual one of the status.</summary>
    public static byte[]? Of(AdmissionFault fault) => s_phrases[(int)fault];
}
