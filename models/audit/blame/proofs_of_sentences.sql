-- Broken identities of the prose against itself whose figures stand side by side, so that nothing else can be
-- meant: the base, the change and its rate one after the other in one sentence; a list of two parts or more in
-- the sentence of its total.
with broken as (

    select
        judged.*,
        {{ finding_key('judged') }} as finding_id
    from {{ ref('audit_identities') }} as judged
    inner join {{ ref('identities') }} as identities on judged.identity = identities.identity
    where judged.outcome = 'broken' and identities.applies_to = 'prose'

),

statements as (

    select * from {{ ref('statements_of_prose') }}

),

-- a percentage times its base is told by both
operands as (

    select distinct
        broken.finding_id,
        broken.identity,
        operands.side,
        unnest(string_split(operands.figure_id, '×')) as figure_id
    from broken
    inner join {{ ref('audit_operands') }} as operands on {{ same_reading('broken', 'operands') }}

),

placed as (

    select
        operands.*,
        statements.document_id,
        statements.paragraph_no,
        statements.sentence,
        statements.begins_at,
        statements.previous_id
    from operands
    inner join statements on operands.figure_id = statements.figure_id

),

told as (

    select
        *,
        list(figure_id) over (partition by finding_id) as figure_ids
    from placed

),

gathered as (

    select
        finding_id,
        identity,
        count(*) as figure_count,
        count(distinct concat_ws('/', document_id, paragraph_no, sentence)) = 1 as is_one_sentence,
        count(*) filter (where list_contains(figure_ids, previous_id)) as adjacent_count,
        count(*) filter (where side = 'right') as part_count
    from told
    group by all

),

proofs as (

    select
        finding_id,
        figure_count as witness_count
    from gathered
    where
        is_one_sentence
        and case
            when identity in ('stated_rate', 'stated_share', 'stated_completion') then adjacent_count = figure_count - 1
            else part_count >= 2
        end

)

select * from proofs
