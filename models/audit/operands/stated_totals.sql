-- Totals by which documents can be compared: those of the tables, and of the prose the first statement of
-- each with its change against last year. `own` is the phase a document is about.
with bodies as (

    select
        *,
        case document_kind when 'final_accounts' then 'final' else 'initial' end as own_phase
    from {{ ref('int_bodies') }}

),

totals as (

    select
        statements.*,
        case when statements.phase = bodies.own_phase then 'own' else statements.phase end as aspect,
        case when statements.comparison is null then 'statement' else 'change' end as stated_as,
        case when statements.direction = 'decrease' then -1 else 1 end as direction_sign
    from {{ ref('statements_of_prose') }} as statements
    inner join bodies on statements.document_id = bodies.document_id
    where
        statements.unit in ('亿元', '万元', '元')
        and (statements.comparison is null or statements.comparison = 'change_against_last_year')

),

stated as (

    select totals.*
    from totals
    where
        totals.comparison is null
        -- a change without its total has nothing to be taken from
        or exists (
            select 1
            from totals as currents
            where
                {{ same_by('currents', 'totals', 'document_id', 'paragraph_no') }}
                and (
                    ({{ same_by('currents', 'totals', 'concept', 'part') }})
                    or (totals.concept = 'revenue_expenditure_total' and currents.concept like '%grand_total')
                )
                and currents.comparison is null
                and currents.begins_at < totals.begins_at
        )
    qualify row_number() over (
        partition by totals.document_id, totals.stated_as, totals.concept, totals.aspect
        order by totals.paragraph_no, totals.begins_at
    ) = 1

),

-- a term names a table and its headline, or a concept of the prose and its phase
printed as (

    select
        document_id,
        figure_id,
        stated_as,
        direction_sign,
        concept as thing,
        aspect
    from stated
    union all by name
    select
        document_id,
        figure_id,
        'headline' as stated_as,
        1 as direction_sign,
        table_type as thing,
        headline as aspect
    from {{ ref('audit_headlines') }}

)

select * from printed
