using Telephony.Api.OpenApi;

namespace Telephony.Api.Identity;

/// <summary>What the document says of the area.</summary>
internal static class IdentityWords
{
    public static readonly IReadOnlyList<(string Name, ApiWords Words)> All =
    [
        ("Resource_Get", new("What the connection string leads to") { Answers = [(200, IdentityJson.Default.ResourceDescription)], Text = "Ours: for an application to see whether its connection string is good." }),
        ("CommunicationIdentity_Create", new("Make a user, with a token if scopes are given")
        {
            Request = IdentityJson.Default.CommunicationIdentityCreateRequest, Answers = [(201, IdentityJson.Default.CommunicationIdentityAccessTokenResult), (200, IdentityJson.Default.CommunicationIdentityAccessTokenResult)],
            Text = "200 where a user has the `externalId` already: that one is given.",
        }),
        ("CommunicationIdentity_Get", new("A user") { Answers = [(200, IdentityJson.Default.CommunicationIdentity)] }),
        ("CommunicationIdentity_Delete", new("Delete a user") { Answers = [(204, null)], Text = "Its tokens end, and its data in all areas is deleted." }),
        ("CommunicationIdentity_IssueAccessToken", new("Issue an access token")
        {
            Request = IdentityJson.Default.CommunicationIdentityAccessTokenRequest, Answers = [(200, IdentityJson.Default.CommunicationIdentityAccessToken)],
            Text = "Scopes are `chat`, `chat.join`, `chat.join.limited`, `voip`, `voip.join`; 60 to 1440 minutes.",
        }),
        ("CommunicationIdentity_RevokeAccessTokens", new("Revoke all tokens of a user") { Answers = [(204, null)], Text = "At once, on every node." }),
        ("CommunicationIdentity_SetExternalId", new("Set the application's own name of a user") { Request = IdentityJson.Default.ExternalIdRequest, Answers = [(200, IdentityJson.Default.CommunicationIdentity)] }),
        ("CommunicationIdentity_ExchangeTeamsUserAccessToken", new("Exchange a token of the configured issuer") { Request = IdentityJson.Default.TeamsUserExchangeTokenRequest, Answers = [(200, IdentityJson.Default.CommunicationIdentityAccessToken)] }),
        ("ExternalUsers_ExchangeAccessToken", new("Exchange a token of your identity provider for an access token")
        {
            Request = IdentityJson.Default.ExternalUserExchangeTokenRequest, Answers = [(200, IdentityJson.Default.CommunicationIdentityAccessTokenResult)], Text = "Without an application in between; the user is made the first time.",
        }),
        ("AccessTokens_Keys", new("Public keys of all tokens") { Answers = [(200, IdentityJson.Default.JsonWebKeySet)], Text = "RFC 7517." }),
    ];
}
