namespace Telephony.Domain.Records;

/// <summary>One decision about the call: the rule asked, what it looked at, what it said.</summary>
/// <param name="OffsetMs">Milliseconds after the call's start.</param>
public sealed record TraceLine(int OffsetMs, string Rule, string Input, string Verdict);
