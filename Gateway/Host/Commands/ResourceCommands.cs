using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Identity;
using Telephony.Domain.Resources;
using Telephony.Host.Certificates;
using Telephony.Host.Composition;
using Telephony.Host.Settings;
using Telephony.Host.Web;
using Telephony.Identity.Keys;
using Telephony.Identity.Users;
using Telephony.Storage.Databases;
using Telephony.Storage.Resources;
using Telephony.Storage.Users;

namespace Telephony.Host.Commands;

/// <summary><c>telephony keys show|regenerate</c> and <c>telephony resources list|add|remove</c>. A running gateway takes the change over by itself within seconds.</summary>
internal static class ResourceCommands
{
    public static IEnumerable<Command> All(Option<string?> config) => [Keys(config), Resources(config)];

    private static Command Keys(Option<string?> config)
    {
        var resource = new Option<string>("--resource") { Description = "As \"resources list\" shows it", HelpName = "NAME", DefaultValueFactory = static _ => ResourceId.Default.Value };
        var show = new Command("show", "Show the connection strings of a resource: whoever has one may do all that its API can") { resource };
        show.SetAction((parsed, cancellation) => WithResourceAsync(parsed.GetValue(config), parsed.GetRequiredValue(resource), static (_, found, settings, _) =>
        {
            Show(found, settings);
            return Task.FromResult(ExitCodes.Good);
        }, cancellation));
        var which = new Argument<AccessKeyKind>("KEY") { Description = "primary or secondary; the other one stays good meanwhile", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => AccessKeyKind.Primary };
        var regenerate = new Command("regenerate", "Make a key anew; the old one ends within seconds") { which, resource };
        regenerate.SetAction((parsed, cancellation) => WithResourceAsync(parsed.GetValue(config), parsed.GetRequiredValue(resource), async (store, found, settings, stop) =>
        {
            await store.ReplaceKeyAsync(found.Name, parsed.GetValue(which), AccessKeys.MakeKey(), stop).ConfigureAwait(false);
            Show((await store.ListAsync(stop).ConfigureAwait(false)).First(other => other.Name == found.Name), settings);
            return ExitCodes.Good;
        }, cancellation));
        return new Command("keys", "Access keys of the REST API") { show, regenerate };
    }

    private static Command Resources(Option<string?> config)
    {
        var list = new Command("list", "List the resources");
        list.SetAction((parsed, cancellation) => WithStoreAsync(parsed.GetValue(config), async (store, _, stop) =>
        {
            foreach (var found in await store.ListAsync(stop).ConfigureAwait(false)) Console.WriteLine($"{found.Name,-32} {found.ImmutableId}  {found.DataLocation,-12} {found.CreatedAt:yyyy-MM-dd}");
            return ExitCodes.Good;
        }, cancellation));
        var name = new Argument<string>("NAME") { Description = "1 to 63 of a-z, 0-9 and '-': also the first label of its host name" };
        var location = new Option<string?>("--data-location") { Description = "Where it says that its data lies", HelpName = "WORDS" };
        var add = new Command("add", "Add a resource with keys of its own: another tenant") { name, location };
        add.SetAction((parsed, cancellation) => WithStoreAsync(parsed.GetValue(config), async (store, settings, stop) =>
        {
            if (!IsName(parsed.GetRequiredValue(name), out var id)) return Refuse($"\"{parsed.GetRequiredValue(name)}\" cannot be the name of a resource: 1 to 63 of a-z, 0-9 and '-', not at either end; not {ResourceId.Gateway}.");
            var made = ResourceDirectory.New(id, parsed.GetValue(location) ?? settings.Api.DataLocation, TimeProvider.System);
            if (!await store.AddAsync(made, stop).ConfigureAwait(false)) return Refuse($"There is a resource {id} already.");
            Show(made, settings);
            return ExitCodes.Good;
        }, cancellation));
        var remove = new Command("remove", "Remove a resource: its keys end, its users are deleted; records of its calls stay") { name };
        remove.SetAction((parsed, cancellation) => WithResourceAsync(parsed.GetValue(config), parsed.GetRequiredValue(name), static async (store, found, settings, stop) =>
        {
            if (found.Name == ResourceId.Default) return Refuse($"{found.Name} stays: it owns what names no other. \"keys regenerate\" ends its keys.");
            // Its keys end first, so that nobody makes users behind our back; then each user with its data in all areas.
            foreach (var kind in new[] { AccessKeyKind.Primary, AccessKeyKind.Secondary }) await store.ReplaceKeyAsync(found.Name, kind, AccessKeys.MakeKey(), stop).ConfigureAwait(false);
            await using var database = await settings.Storage.OpenAsync(TimeProvider.System, stop).ConfigureAwait(false);
            var users = await new UserDirectory(new UserStore(database), ApiParts.IdentityDataOf(database), TimeProvider.System).DeleteAllAsync(found.Name, stop).ConfigureAwait(false);
            await store.RemoveAsync(found.Name, stop).ConfigureAwait(false);
            Console.WriteLine($"{found.Name} is removed, and {users} users with it.");
            return ExitCodes.Good;
        }, cancellation));
        return new Command("resources", "Tenants of the REST API") { list, add, remove };
    }

    private static void Show(CommunicationResource resource, GatewaySettings settings)
    {
        var endpoint = PublicEndpoint.Of(settings);
        Console.WriteLine($"Resource   {resource.Name}  {resource.ImmutableId}");
        foreach (var kind in new[] { AccessKeyKind.Primary, AccessKeyKind.Secondary })
        {
            Console.WriteLine($"{kind,-10} endpoint={endpoint};accesskey={Convert.ToBase64String(resource.Keys[kind])}");
        }
        if (settings.Certificate is null) Console.WriteLine($"Trust      NODE_EXTRA_CA_CERTS={CertificateFolder.Pem(settings.CertificateFolder, CertificateFolder.Authority)}");
    }

    // As a host label (RFC 1123 2.1): no underscore, no hyphen at an end.
    private static bool IsName(string text, out ResourceId id) =>
        ResourceId.TryParse(text, out id) && text.Length <= 63 && text[0] != '-' && text[^1] != '-' && !text.Contains('_', StringComparison.Ordinal) && id != ResourceId.Gateway;

    private static Task<int> WithResourceAsync(string? config, string name, Func<ResourceStore, CommunicationResource, GatewaySettings, CancellationToken, Task<int>> act, CancellationToken cancellation) =>
        WithStoreAsync(config, async (store, settings, stop) =>
            (await store.ListAsync(stop).ConfigureAwait(false)).FirstOrDefault(other => other.Name.Value == name) is { } found
                ? await act(store, found, settings, stop).ConfigureAwait(false)
                : Refuse($"There is no resource {name}; \"resources list\" shows them."), cancellation);

    private static async Task<int> WithStoreAsync(string? config, Func<ResourceStore, GatewaySettings, CancellationToken, Task<int>> act, CancellationToken cancellation)
    {
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        Directory.CreateDirectory(settings.DataDirectory);
        await using var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
        var store = new ResourceStore(database);
        await new ResourceDirectory(store, TimeProvider.System, NullLogger<ResourceDirectory>.Instance).StartAsync(settings.Api.DataLocation, cancellation).ConfigureAwait(false);
        return await act(store, settings, cancellation).ConfigureAwait(false);
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return ExitCodes.Refused;
    }
}
