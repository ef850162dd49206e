namespace Telephony.Documents;

public enum WrittenFaultKind : byte
{
    /// <summary><see cref="WrittenFault.Reason"/> says why; nothing is read.</summary>
    NotJson,

    /// <summary>Bytes that are no UTF-8; nothing is read.</summary>
    NotText,

    /// <summary>A member at <see cref="WrittenFault.Path"/> that its object has already; the first one counts.</summary>
    GivenTwice,
}

/// <summary>What is wrong with a text before anybody has looked what it says.</summary>
/// <param name="Line">From 1; null: of the text as a whole.</param>
/// <param name="Path">As in <see cref="Written.At"/>.</param>
/// <param name="Reason">Of the JSON reader, without a full stop.</param>
public readonly record struct WrittenFault(WrittenFaultKind Kind, int? Line, string Path = "", string Reason = "");
