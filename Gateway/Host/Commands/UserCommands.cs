using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Identity;
using Telephony.Domain.Users;
using Telephony.Identity.Tokens;
using Telephony.Storage.Databases;
using Telephony.Storage.Tokens;
using Telephony.Storage.Users;

namespace Telephony.Host.Commands;

/// <summary><c>telephony users list|map|unmap|revoke</c>, and <c>telephony tokens rotate</c>.</summary>
internal static class UserCommands
{
    private const int Page = 1000;

    public static IEnumerable<Command> All(Option<string?> config) => [Users(config), Tokens(config)];

    private static Command Users(Option<string?> config)
    {
        var resource = new Option<string>("--resource") { Description = "As \"resources list\" shows it", HelpName = "NAME", DefaultValueFactory = static _ => ResourceId.Default.Value };
        var list = new Command("list", "List users: id, when made, when last given a token, external id") { resource };
        list.SetAction((parsed, cancellation) => WithStoreAsync(parsed.GetValue(config), parsed.GetRequiredValue(resource), async (store, owner) =>
        {
            CommunicationUserId? after = null;
            while (await store.ListAsync(owner, after, Page, cancellation).ConfigureAwait(false) is { Count: > 0 } page)
            {
                foreach (var user in page) Console.WriteLine(FormattableString.Invariant($"{user.Id}  {user.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm}  {(user.LastTokenAt is { } last ? last.UtcDateTime.ToString("yyyy-MM-dd HH:mm", null) : "-"),-16}  {user.ExternalId}").TrimEnd());
                after = page[^1].Id;
            }
            return ExitCodes.Good;
        }));
        var id = new Argument<string>("USER") { Description = "8:acs:…, as \"list\" shows it" };
        var external = new Argument<string>("EXTERNAL-ID") { Description = "The name by which the application, or the issuer of tokens, knows the user" };
        var map = new Command("map", "Give a user an external id") { id, external, resource };
        map.SetAction((parsed, cancellation) => SetAsync(parsed.GetValue(config), parsed.GetRequiredValue(resource), parsed.GetRequiredValue(id), parsed.GetRequiredValue(external), cancellation));
        var unmap = new Command("unmap", "Take a user's external id away") { id, resource };
        unmap.SetAction((parsed, cancellation) => SetAsync(parsed.GetValue(config), parsed.GetRequiredValue(resource), parsed.GetRequiredValue(id), null, cancellation));
        var revoke = new Command("revoke", "End all access tokens of a user, at once") { id, resource };
        revoke.SetAction((parsed, cancellation) => WithUserAsync(parsed.GetValue(config), parsed.GetRequiredValue(resource), parsed.GetRequiredValue(id), async (store, owner, user) =>
            await store.RevokeAsync(owner, user, cancellation).ConfigureAwait(false) ? Say("Its tokens are no longer good.") : Refuse($"There is no user {user}.")));
        return new Command("users", "Users of the REST API") { list, map, unmap, revoke };
    }

    private static Command Tokens(Option<string?> config)
    {
        var rotate = new Command("rotate", "Sign access tokens with a new key from now on; those that are out stay good");
        rotate.SetAction(async (parsed, cancellation) =>
        {
            if (CommandSettings.Load(parsed.GetValue(config), Console.Error) is not { } settings) return ExitCodes.BadSettings;
            await using var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
            await new SigningKeys(new SigningKeyStore(database), settings.Api.TokenKeyLife, TimeProvider.System, NullLogger<SigningKeys>.Instance).RotateAsync(cancellation).ConfigureAwait(false);
            return Say("A new key signs. A running gateway takes it over within seconds.");
        });
        return new Command("tokens", "Access tokens of users") { rotate };
    }

    private static Task<int> SetAsync(string? config, string resource, string id, string? external, CancellationToken cancellation) =>
        WithUserAsync(config, resource, id, async (store, owner, user) => await store.SetExternalIdAsync(owner, user, external, cancellation).ConfigureAwait(false) switch
        {
            ExternalIdOutcome.Done => Say(external is null ? $"{user} has no external id now." : $"{external} is {user} now."),
            ExternalIdOutcome.Taken => Refuse($"Another user of {owner} has the external id {external}."),
            _ => Refuse($"There is no user {user}."),
        });

    private static Task<int> WithUserAsync(string? config, string resource, string id, Func<UserStore, ResourceId, CommunicationUserId, Task<int>> act) =>
        WithStoreAsync(config, resource, (store, owner) => CommunicationUserId.TryParse(id, out var user) ? act(store, owner, user) : Task.FromResult(Refuse($"\"{id}\" is no user's id; \"users list\" shows them.")));

    private static async Task<int> WithStoreAsync(string? config, string resource, Func<UserStore, ResourceId, Task<int>> act)
    {
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        if (!ResourceId.TryParse(resource, out var owner)) return Refuse($"\"{resource}\" is no name of a resource; \"resources list\" shows them.");
        await using var database = await settings.Storage.OpenAsync(TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        return await act(new UserStore(database), owner).ConfigureAwait(false);
    }

    private static int Say(string sentence)
    {
        Console.WriteLine(sentence);
        return ExitCodes.Good;
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return ExitCodes.Refused;
    }
}
