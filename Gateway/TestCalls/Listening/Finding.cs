namespace Telephony.TestCalls.Listening;

/// <summary>What came of an expectation.</summary>
/// <param name="Until">Time of the call up to which what was heard is used up: what is expected next comes behind it.</param>
/// <param name="Words">A sentence for people.</param>
public sealed record Finding(bool IsMet, TimeSpan Until, string Words);
