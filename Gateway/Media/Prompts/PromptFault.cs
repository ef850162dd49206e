namespace Telephony.Media.Prompts;

/// <summary>Why a prompt cannot be played.</summary>
public enum PromptFault : byte
{
    None,

    /// <summary>The URL is none that is fetched: another scheme, no host, a password in it.</summary>
    BadUrl,

    /// <summary>The host, or the address it leads to, is not allowed by the settings.</summary>
    NotAllowed,

    /// <summary>No such host, no connection, no secure connection.</summary>
    Unreachable,

    /// <summary>The server answered with another status than 200.</summary>
    RefusedByServer,

    /// <summary>More redirections than allowed.</summary>
    TooManyRedirects,

    TimedOut,

    /// <summary>More octets than allowed.</summary>
    TooBig,

    /// <summary>More minutes than allowed.</summary>
    TooLong,

    /// <summary>No sound, or a form that cannot be decoded.</summary>
    WrongFormat,

    /// <summary>A program that would decode or speak it is not installed.</summary>
    NotInstalled,

    /// <summary>The text or the SSML cannot be spoken as it stands.</summary>
    BadText,

    /// <summary>The voice service failed, and so did what stands in for it.</summary>
    VoiceFailed,
}

/// <param name="Sentence">What is wrong and what to change, with host, status and format where they matter; never with a query string, which may hold a key.</param>
/// <param name="Status">HTTP status of a server that refused; 0 where there was none.</param>
public sealed record PromptRejection(PromptFault Fault, string Sentence, int Status = 0);
