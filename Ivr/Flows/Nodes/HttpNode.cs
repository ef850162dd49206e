using System.Text.Json;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Templates;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Asks a web service. Values in the address are escaped; where it may lead is the gateway's setting, not the flow's.</summary>
public sealed class HttpNode : FlowNode
{
    private const int Asking = 1, Resting = 2;

    internal static readonly NodeType Kind = new("http", "Asks a web service, and keeps of its answer what is wanted. A request that found no answer, or got 429, 502, 503 or 504, is repeated.",
        [
            new("method", FieldKind.Word, "The method") { Words = ["GET", "POST", "PUT", "PATCH", "DELETE"], Default = "GET" },
            new("url", FieldKind.Template, "The address; values in it are escaped") { Required = true },
            new("headers", FieldKind.TemplateMap, "Headers of the request"),
            new("json", FieldKind.ExpressionMap, "The members of a JSON object as body"),
            new("body", FieldKind.Template, "A body of another kind"),
            new("timeout", FieldKind.Duration, "How long an answer is waited for") { Default = "5s" },
            new("retries", FieldKind.Count, "How often it is repeated") { Most = 5, Default = "1" },
            new("pause", FieldKind.Duration, "Before it is repeated, doubled each time") { Default = "500ms" },
            new("save", FieldKind.Assignments, "Variables with expressions over `response.status` and `response.body`; what may be missing gets a value there: `response.body.note ?? ''`"),
            new("music", FieldKind.Prompt, "Played over and over meanwhile"),
        ],
        [new("done", "The status is 200 to 299"), new("refused", "It is another status", "failed"), new("failed", "There was no answer"), new(NodeType.Error, "The node broke, or what it should keep is not in the answer", "")],
        """{ "method": "POST", "url": "https://crm.example/pin", "json": { "account": "account", "pin": "pin" }, "save": { "customer": "response.body.customer" } }""") { NeedsCaller = false, Read = static reader => new HttpNode(reader) };

    private readonly string _method;
    private readonly Template _url;
    private readonly IReadOnlyList<KeyValuePair<string, Template>> _headers;
    private readonly IReadOnlyList<KeyValuePair<string, Expression>> _json;
    private readonly Template? _body;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _pause;
    private readonly int _retries;
    private readonly IReadOnlyList<KeyValuePair<string, Expression>> _save;
    private readonly Prompt? _music;

    private HttpNode(FieldReader reader) : base(reader, Kind)
    {
        (_method, _url, _headers, _json, _body) = (reader.Word("method"), reader.Template("url"), reader.TemplateMap("headers"), reader.ExpressionMap("json"), reader.TemplateOrNull("body"));
        (_timeout, _retries, _pause, _music) = (reader.Duration("timeout"), reader.Count("retries"), reader.Duration("pause"), reader.Prompt("music"));
        reader.Document.Extra.Add("response");
        _save = reader.Assignments("save");
        reader.Document.Extra.Remove("response");
        reader.Names.Remove("response");
        if (reader.Has("json") && reader.Has("body")) reader.Mistake("body", "a request has json or body, not both");
        if (_url.IsPlain && reader.Has("url") && !(Uri.TryCreate(_url.Source, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")) reader.Mistake("url", $"\"{_url.Source}\" is no address; allowed is one such as https://host/path");
    }

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts => _music is null ? [] : [("music", _music)];

    public override IEnumerable<string> SetsBy(string exit) => exit == "done" ? Sets : [];

    internal override void Enter(Turn turn)
    {
        if (_music is not null && !turn.CallerGone) turn.Play(turn.Render(_music), loop: true);
        Send(turn);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.Digit(var key): turn.TypeAhead(key); break;
            case FlowEvent.HttpAnswered answer when answer.Act == turn.State.Act: OnAnswer(turn, answer); break;
            case FlowEvent.ActionFailed failed when failed.Act == turn.State.Act:
                if (failed.Cause is FailureCause.Refused or FailureCause.Broken || !Again(turn)) turn.Leave("failed");   // not allowed: it will not be
                break;
            case FlowEvent.DeadlineReached when turn.State.Phase == Resting: Send(turn); break;
            case FlowEvent.DeadlineReached:   // the host kept no time: so we do
                turn.Act(new FlowAction.Cancel(turn.State.Act));
                if (!Again(turn)) turn.Leave("failed");
                break;
            default: break;
        }
    }

    internal override bool OnCallerGone(Turn turn)
    {
        // The request goes on: what it tells the service may matter most now.
        turn.Deadline = turn.Now + (turn.State.Phase == Resting ? _pause : _timeout + _timeout);
        return true;
    }

    private void Send(Turn turn)
    {
        var act = turn.NextAct();
        var headers = _headers.Select(header => KeyValuePair.Create(header.Key, OneLine(turn.Render(header.Value)))).ToList();
        var body = _body is null ? null : turn.Render(_body);
        if (_json.Count > 0)
        {
            headers.Insert(0, KeyValuePair.Create("Content-Type", "application/json"));
            body = Json(turn);
        }
        turn.Act(new FlowAction.Request(act, _method, _url.Render(new UrlScope(turn)), headers, body, _timeout));
        turn.State = turn.State with { Phase = Asking, Act = act };
        turn.Deadline = turn.Now + _timeout + TimeSpan.FromSeconds(2);
    }

    private void OnAnswer(Turn turn, FlowEvent.HttpAnswered answer)
    {
        if (answer.Status is 429 or 502 or 503 or 504 && Again(turn)) return;
        if (answer.Status is < 200 or > 299)
        {
            turn.Leave("refused");
            return;
        }
        using (var stream = new MemoryStream())
        {
            using (var writer = new Utf8JsonWriter(stream))
            {
                writer.WriteStartObject();
                writer.WriteNumber("status", answer.Status);
                writer.WritePropertyName("body");
                answer.Body.WriteTo(writer);
                writer.WriteEndObject();
            }
            turn.Extra = new Dictionary<string, FlowValue>(StringComparer.Ordinal) { ["response"] = FlowValue.OfJson(System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length)) };
        }
        foreach (var (name, expression) in _save)
        {
            var value = turn.Evaluate(expression);
            if (value.Kind == FlowValueKind.Nothing) throw new ExpressionException($"the answer has nothing for {name}: {expression.Source}");
            turn.Set(name, value);
        }
        turn.Extra = null;
        turn.Leave("done");
    }

    private bool Again(Turn turn)
    {
        if (turn.State.Tries >= _retries) return false;
        turn.Deadline = turn.Now + (_pause * Math.Pow(2, turn.State.Tries));
        turn.State = turn.State with { Phase = Resting, Act = 0, Tries = turn.State.Tries + 1 };
        turn.Retried("request");
        return true;
    }

    private string Json(Turn turn)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, expression) in _json)
            {
                writer.WritePropertyName(name);
                turn.Evaluate(expression).WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static string OneLine(string header) => header.ReplaceLineEndings(" ");

    /// <summary>What a caller typed or said is no part of an address's form.</summary>
    private sealed class UrlScope(IFlowScope inner) : IFlowScope
    {
        public FlowValue this[string name] => inner[name].WithTexts(Uri.EscapeDataString);
    }
}
