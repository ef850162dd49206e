namespace Telephony.Identity.Tokens;

/// <summary>What an access token is good for, in the API's words.</summary>
public static class TokenScopes
{
    public const string Chat = "chat";

    /// <summary>Chat without making, changing or deleting threads.</summary>
    public const string ChatJoin = "chat.join";

    /// <summary>As <see cref="ChatJoin"/>, and without adding or removing participants: for guests.</summary>
    public const string ChatJoinLimited = "chat.join.limited";

    public const string Voip = "voip";

    /// <summary>Calls without starting new ones.</summary>
    public const string VoipJoin = "voip.join";

    public static IReadOnlyList<string> All { get; } = [Chat, ChatJoin, ChatJoinLimited, Voip, VoipJoin];

    /// <summary>The first that is none; null when all are.</summary>
    public static int? FirstUnknown(IReadOnlyList<string?> scopes)
    {
        for (var i = 0; i < scopes.Count; i++)
        {
            if (scopes[i] is not { } scope || !All.Contains(scope, StringComparer.Ordinal)) return i;
        }
        return null;
    }
}
