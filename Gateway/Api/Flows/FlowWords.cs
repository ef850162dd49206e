using Telephony.Api.OpenApi;

namespace Telephony.Api.Flows;

/// <summary>What the document says of the area.</summary>
internal static class FlowWords
{
    private const string Mistakes = "422 lists every mistake under `error.details`; nothing is changed then.";

    public static readonly IReadOnlyList<(string Name, ApiWords Words)> All =
    [
        ("Flows_List", new("Call flows of the resource") { Answers = [(200, FlowJson.Default.FlowList)], Text = "Those that the operator keeps as files have `folder` as their source: what the resource publishes under the same name stands before it." }),
        ("Flows_Get", new("A call flow and its versions") { Answers = [(200, FlowJson.Default.FlowItem)] }),
        ("Flows_Delete", new("Delete a call flow") { Answers = [(204, null)], Text = "Its draft and all its versions. Calls that run go on, and figures stay; a flow of that name that comes later goes on counting its versions. Refused while another flow calls it." }),
        ("Flows_Check", new("Check a document") { Answers = [(200, FlowJson.Default.FlowFindings)], Text = "The body is the document. What publishing would refuse, with line and node, and what is only doubtful." }),
        ("Flows_GetDraft", new("The draft, as it was saved") { Text = "With its revision as `ETag`." }),
        ("Flows_SaveDraft", new("Save a draft") { Answers = [(200, FlowJson.Default.FlowFindings)], Text = "The body is the document; it may have mistakes, which the answer lists. `If-Match` with the `ETag` of an answer refuses to write over what somebody else has changed, `\"0\"` over any draft." }),
        ("Flows_DeleteDraft", new("Throw the draft away") { Answers = [(204, null)] }),
        ("Flows_GetVersion", new("The document of a version")),
        ("Flows_Publish", new("Publish the draft") { Request = FlowJson.Default.FlowPublishRequest, Answers = [(200, FlowJson.Default.FlowInForce)], Text = $"It becomes the next version, and new calls begin it from the answer on; calls that run keep theirs. {Mistakes}" }),
        ("Flows_Rollback", new("Put an older version in force") { Request = FlowJson.Default.FlowRollbackRequest, Answers = [(200, FlowJson.Default.FlowInForce)], Text = $"Without `version`, the one before. It is checked as if it were new. {Mistakes}" }),
        ("Flows_Retire", new("Put no version in force") { Answers = [(200, FlowJson.Default.FlowInForce)], Text = "Calls to numbers that lead to it are refused, unless the operator has a file of that name. Refused while another flow calls it." }),
        ("Flows_Diff", new("What changed between two versions") { Answers = [(200, FlowJson.Default.FlowChanges)], Query = [("from", false, "`draft` or a number; without it, the version in force."), ("to", false, "The same; without it, `draft`.")] }),
        ("Flows_Draw", new("A Mermaid flowchart of a version") { Answers = [(200, FlowJson.Default.FlowChart)], Query = [("version", false, "`draft` or a number; without it, the version in force.")] }),
        ("Flows_Simulate", new("Try a version without a phone") { Request = FlowJson.Default.FlowTrialRequest, Answers = [(200, FlowJson.Default.FlowTrial)], Text = "`calls` is a script of calls, one step a line; the answer has the transcript of each, and which nodes and exits they covered." }),
        ("Flows_Figures", new("What each node did for its calls")
        {
            Answers = [(200, FlowJson.Default.FlowFigureList)], Query = [("version", false, "A number; without it, all versions together."), ("from", false, "From this hour on; without it, the seven days before `until`."), ("until", false, "Before this hour; without it, now.")],
            Text = "Entries, exits, callers who hung up there, times that it broke, repeated questions, time. Counted by the hour; a call shows after a few seconds.",
        }),
        ("Flows_CallSteps", new("The steps of a call through its flow") { Answers = [(200, FlowJson.Default.FlowStepList)], Text = "Without what was pressed or said." }),
    ];
}
