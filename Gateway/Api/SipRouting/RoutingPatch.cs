using System.Text.Json;
using System.Text.Json.Nodes;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Api.SipRouting;

/// <summary>
/// A merge patch (RFC 7396) over what a resource has set: a value of null takes a trunk or domain away, a list of routes stands for all of them. Pure.
/// </summary>
internal static class RoutingPatch
{
    /// <summary>Null with a fault. What files of the resource say is not its to change, and may stand in the patch as it is.</summary>
    /// <param name="files">Trunks and routes of files that name the resource.</param>
    public static ResourceRouting? Apply(ResourceRouting before, JsonObject patch, FileRouting files, out RoutingFault? fault)
    {
        var next = new Draft(before, files);
        fault = next.Domains(patch["domains"], patch.ContainsKey("domains")) ?? next.Trunks(patch["trunks"], patch.ContainsKey("trunks")) ?? next.Routes(patch["routes"], patch.ContainsKey("routes")) ?? next.Check();
        return fault is null ? next.Result : null;
    }

    private sealed class Draft(ResourceRouting before, FileRouting files)
    {
        private readonly List<RoutingDomain> _domains = [.. before.Domains];
        private readonly List<RoutingTrunk> _trunks = [.. before.Trunks];
        private List<RoutingRoute> _routes = [.. before.Routes];

        public ResourceRouting Result => before with { Version = before.Version + 1, Domains = _domains, Trunks = _trunks, Routes = _routes };

        public RoutingFault? Domains(JsonNode? node, bool given)
        {
            if (!given) return null;
            if (node is null) { _domains.Clear(); return null; }
            if (node is not JsonObject entries) return new("InvalidDomain", "domains", "a map of names is allowed");
            foreach (var (name, value) in entries)
            {
                var field = $"domains[{name}]";
                if (!TrunkId.TryParse(name, out var id)) return new("InvalidDomain", field, "allowed is a domain name of 1 to 253 characters");
                var at = _domains.FindIndex(domain => domain.Name == id);
                if (value is null) { if (at >= 0) _domains.RemoveAt(at); continue; }
                if (value is not JsonObject fields) return new("InvalidDomain", field, "an object with enabled, or null, is allowed");
                var enabled = at < 0 || _domains[at].Enabled;
                if (!Flag(fields, "enabled", true, ref enabled)) return new("InvalidDomain", field + ".enabled", "true or false is allowed");
                if (at >= 0) _domains[at] = new RoutingDomain(id, enabled);
                else _domains.Add(new RoutingDomain(id, enabled));
            }
            return null;
        }

        public RoutingFault? Trunks(JsonNode? node, bool given)
        {
            if (!given) return null;
            if (node is null) { _trunks.Clear(); return null; }
            if (node is not JsonObject entries) return new("InvalidTrunkFqdn", "trunks", "a map of FQDNs is allowed");
            foreach (var (name, value) in entries)
            {
                var field = $"trunks[{name}]";
                if (!TrunkId.TryParse(name, out var id)) return new("InvalidTrunkFqdn", field, "allowed is a fully qualified domain name of 1 to 253 characters, no IP address");
                var at = _trunks.FindIndex(trunk => trunk.Fqdn == id);
                if (files.Trunks.FirstOrDefault(trunk => trunk.Id == id) is { } fixedOne)
                {
                    if (value is JsonObject same && Port(same) is var written && (written is null || written == files.PortOf(fixedOne))) continue;
                    return new("InvalidTrunkFqdn", field, "a file of the gateway's sbc-config defines it: change it there");
                }
                if (value is null) { if (at >= 0) _trunks.RemoveAt(at); continue; }
                if (value is not JsonObject fields) return new("InvalidTrunkFqdn", field, "an object with sipSignalingPort, or null, is allowed");
                if (Trunk(at >= 0 ? _trunks[at] : null, id, fields, field, out var trunk) is { } fault) return fault;
                if (at >= 0) _trunks[at] = trunk!;      // no fault
                else _trunks.Add(trunk!);
            }
            return null;
        }

        public RoutingFault? Routes(JsonNode? node, bool given)
        {
            if (!given) return null;
            var routes = new List<RoutingRoute>();
            if (node is not (null or JsonArray)) return new("InvalidRouteName", "routes", "a list is allowed");
            var entries = node as JsonArray ?? [];
            for (var i = 0; i < entries.Count; i++)
            {
                if (entries[i] is not JsonObject fields) return new("InvalidRouteName", $"routes[{i}]", "an object with name, numberPattern and trunks is allowed");
                if (Route(fields, $"routes[{i}]", out var route) is { } fault) return fault;
                if (files.Routes.FirstOrDefault(known => known.Name == route!.Name) is { } fixedOne)
                {
                    if (fixedOne.NumberPattern.Text == route!.Pattern.Text && fixedOne.Trunks.SequenceEqual(route.Trunks)) continue;
                    return new("DuplicatedRoute", $"routes[{i}].name", "a file of the gateway's sbc-config defines a route of that name: change it there");
                }
                if (routes.Any(other => other.Name == route!.Name)) return new("DuplicatedRoute", $"routes[{i}].name", $"there are two routes named \"{route!.Name}\"");
                routes.Add(route!);      // no fault
            }
            _routes = routes;
            return null;
        }

        public RoutingFault? Check()
        {
            if (_domains.Count > ResourceRouting.MostOfEach) return new("InvalidDomain", "domains", $"{ResourceRouting.MostOfEach} are allowed");
            if (_trunks.Count > ResourceRouting.MostOfEach) return new("InvalidTrunkFqdn", "trunks", $"{ResourceRouting.MostOfEach} are allowed");
            if (_routes.Count > ResourceRouting.MostOfEach) return new("InvalidRouteName", "routes", $"{ResourceRouting.MostOfEach} are allowed");
            var known = _trunks.Select(static trunk => trunk.Fqdn).Concat(files.Trunks.Select(static trunk => trunk.Id)).ToHashSet();
            for (var i = 0; i < _routes.Count; i++)
            {
                foreach (var trunk in _routes[i].Trunks)
                {
                    if (!known.Contains(trunk)) return new("MissingTrunk", $"routes[{i}].trunks", $"the route \"{_routes[i].Name}\" names the trunk {trunk}, which the resource does not have; set the trunk first, and take it out of routes before it is deleted");
                }
            }
            return null;
        }

        private static RoutingFault? Trunk(RoutingTrunk? known, TrunkId id, JsonObject fields, string field, out RoutingTrunk? trunk)
        {
            trunk = known ?? new RoutingTrunk(id, 0);
            if (fields.ContainsKey("sipSignalingPort") || known is null)
            {
                if (Port(fields) is not { } port || port is < 1 or > 65535) return new("InvalidTrunkSipSignalingPort", field + ".sipSignalingPort", "a port of 1 to 65535 is needed");
                trunk = trunk with { Port = port };
            }
            var (enabled, step) = (trunk.Enabled, trunk.StepOutOfSignaling ?? false);
            if (!Flag(fields, "enabled", true, ref enabled)) return new("InvalidTrunkFqdn", field + ".enabled", "true or false is allowed");
            if (fields.ContainsKey("stepOutOfSignaling"))
            {
                if (!Flag(fields, "stepOutOfSignaling", false, ref step)) return new("InvalidTrunkFqdn", field + ".stepOutOfSignaling", "true or false is allowed");
                trunk = trunk with { StepOutOfSignaling = fields["stepOutOfSignaling"] is null ? null : step };
            }
            trunk = trunk with { Enabled = enabled };
            if (fields.ContainsKey("privacyHeader"))
            {
                if (Word(fields, "privacyHeader", "ID", "None") is not { } word) return new("InvalidTrunkFqdn", field + ".privacyHeader", "ID or None is allowed");
                trunk = trunk with { Privacy = word switch { "ID" => PrivacyWord.Id, "None" => PrivacyWord.None, _ => PrivacyWord.Pass } };
            }
            if (fields.ContainsKey("ipAddressVersion"))
            {
                if (Word(fields, "ipAddressVersion", "IPv4", "IPv6") is not { } word) return new("InvalidTrunkFqdn", field + ".ipAddressVersion", "IPv4 or IPv6 is allowed");
                trunk = trunk with { IpVersion = word.Length == 0 ? null : word };
            }
            if (fields.ContainsKey("transport"))
            {
                if (Word(fields, "transport", "tls", "tcp", "udp") is not { } word) return new("InvalidTrunkFqdn", field + ".transport", "tls, tcp or udp is allowed");
                trunk = trunk with { Transport = word switch { "tcp" => SignallingTransport.Tcp, "udp" => SignallingTransport.Udp, _ => SignallingTransport.Tls } };
            }
            return null;
        }

        private static RoutingFault? Route(JsonObject fields, string field, out RoutingRoute? route)
        {
            route = null;
            var (name, description, text, caller) = (Text(fields, "name"), Text(fields, "description") ?? "", Text(fields, "numberPattern"), Text(fields, "callerIdOverride"));
            if (name is null || name.Length is 0 or > VoiceRoute.LongestName) return new("InvalidRouteName", field + ".name", $"1 to {VoiceRoute.LongestName} characters are needed");
            if (description.Length > VoiceRoute.LongestDescription) return new("InvalidRouteName", field + ".description", $"{VoiceRoute.LongestDescription} characters are allowed");
            if (text is null) return new("InvalidRouteNumberPattern", field + ".numberPattern", "a regular expression over numbers is needed, such as ^\\+1");
            if (!NumberPattern.TryCompile(text, out var pattern, out var why)) return new("InvalidRouteNumberPattern", field + ".numberPattern", why);
            if (caller is { Length: 0 or > 64 } || caller?.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('+' or '*' or '#' or '-' or '_' or '.')) == true) return new("InvalidRouteName", field + ".callerIdOverride", "a number is allowed");
            var trunks = new List<TrunkId>();
            if (fields["trunks"] is not (null or JsonArray)) return new("InvalidRouteTrunk", field + ".trunks", "a list of FQDNs is allowed");
            foreach (var entry in fields["trunks"] as JsonArray ?? [])
            {
                if (!TrunkId.TryParse(entry is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null, out var id)) return new("InvalidRouteTrunk", field + ".trunks", "a list of FQDNs is allowed");
                if (trunks.Contains(id)) return new("RouteWithDuplicatedTrunk", field + ".trunks", $"{id} stands there twice");
                trunks.Add(id);
            }
            if (trunks.Count > ResourceRouting.MostOfEach) return new("InvalidRouteTrunk", field + ".trunks", $"{ResourceRouting.MostOfEach} are allowed");
            route = new RoutingRoute(name, description, pattern, trunks, caller);
            return null;
        }

        /// <summary>Null: not there, or no whole number.</summary>
        private static int? Port(JsonObject fields) =>
            fields["sipSignalingPort"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number) && number == Math.Floor(number) && Math.Abs(number) < 1e9 ? (int)number : null;

        private static string? Text(JsonObject fields, string name) => fields[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

        // Null takes the field away.
        private static bool Flag(JsonObject fields, string name, bool usual, ref bool flag)
        {
            if (!fields.TryGetPropertyValue(name, out var node)) return true;
            if (node is null) { flag = usual; return true; }
            if (node.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)) return false;
            flag = node.GetValueKind() == JsonValueKind.True;
            return true;
        }

        /// <summary>One of the words as it is spelt here; empty for null; null: it is none.</summary>
        private static string? Word(JsonObject fields, string name, params ReadOnlySpan<string> words)
        {
            if (fields[name] is null) return "";
            var text = Text(fields, name);
            foreach (var word in words)
            {
                if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return word;
            }
            return null;
        }
    }
}
