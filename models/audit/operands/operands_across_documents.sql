-- Figures that two documents of one body state, of one year or of two years that follow each other.
with terms as (

    select * from {{ ref('document_terms') }}

),

bodies as (

    select
        *,
        case document_kind when 'final_accounts' then 'final' else 'initial' end as own_phase
    from {{ ref('int_bodies') }}

),

headlines as (

    select
        document_id,
        'headline' as stated_as,
        table_type || ':' || headline as stated_total,
        figure_id,
        1 as direction
    from {{ ref('audit_headlines') }}

),

-- of a total that is repeated the first; its change against last year follows it in the sentence
totals as (

    select
        statements.*,
        bodies.own_phase
    from {{ ref('statements_of_prose') }} as statements
    inner join bodies on statements.document_id = bodies.document_id
    where
        statements.unit in ('亿元', '万元', '元')
        and (statements.comparison is null or statements.comparison = 'change_against_last_year')

),

stated as (

    select
        document_id,
        case when comparison is null then 'statement' else 'change' end as stated_as,
        concept || ':' || case when phase = own_phase then 'own' else phase end as stated_total,
        figure_id,
        case when direction = 'decrease' then -1 else 1 end as direction
    from totals
    where
        comparison is null
        -- a change without its total has nothing to be taken from
        or exists (
            select 1
            from totals as currents
            where
                currents.document_id = totals.document_id
                and currents.paragraph_no = totals.paragraph_no
                and (
                    (currents.concept = totals.concept and currents.part = totals.part)
                    or (totals.concept = 'revenue_expenditure_total' and currents.concept like '%grand_total')
                )
                and currents.comparison is null
                and currents.begins_at < totals.begins_at
        )
    qualify row_number() over (
        partition by document_id, stated_as, stated_total order by paragraph_no, begins_at
    ) = 1

),

printed as (

    select * from headlines
    union all
    select * from stated

),

pairs as (

    select distinct
        terms.identity,
        terms.alternative,
        this.document_id,
        other.document_id as other_document_id
    from terms
    inner join bodies as this on terms.kind in (this.document_kind, 'same') and terms.term = 'this'
    inner join terms as other_terms
        on
            terms.identity = other_terms.identity
            and terms.alternative = other_terms.alternative
            and other_terms.term = 'other'
    inner join bodies as other
        on
            this.unit_id = other.unit_id
            and this.fiscal_year = other.fiscal_year + terms.earlier
            and other.document_kind
            = case other_terms.kind when 'same' then this.document_kind else other_terms.kind end

),

found as (

    select
        pairs.identity,
        pairs.document_id,
        pairs.alternative,
        terms.side,
        printed.figure_id,
        terms.sign * printed.direction as sign,
        count(printed.figure_id) over (partition by pairs.identity, pairs.document_id, pairs.alternative)
        = count(*) over (partition by pairs.identity, pairs.document_id, pairs.alternative) as is_complete
    from pairs
    inner join terms on pairs.identity = terms.identity and pairs.alternative = terms.alternative
    left join printed
        on
            printed.document_id
            = case terms.term when 'this' then pairs.document_id else pairs.other_document_id end
            and terms.stated_as = printed.stated_as
            and terms.stated_total = printed.stated_total

),

operands as (

    select
        identity,
        document_id,
        'document' as place_key,
        alternative,
        side,
        sign,
        figure_id
    from found
    where is_complete

)

select * from operands
