namespace Telephony.Ivr.Import;

/// <summary>A flow that was made of something else.</summary>
/// <param name="Document">Null where nothing could be made of it.</param>
/// <param name="Left">What could not be taken over, or is another way here: a sentence each.</param>
public sealed record ImportResult(string? Document, IReadOnlyList<string> Left);
