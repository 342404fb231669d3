-- What became of the facts a table was to be made into: proved, or not, and by how much.
with fact_rows as (

    select distinct
        fact,
        choice_no,
        is_apart,
        document_id,
        phase,
        table_no
    from {{ ref('int_fact_rows') }}
    where is_own_phase

),

proofs as (

    select
        *,
        bool_or(is_taken and is_proved) over sets as is_set_proved,
        max(choice_no) filter (where is_taken) over sets as taken_no
    from {{ ref('int_proofs') }}
    window sets as (partition by fact, is_apart, document_id, phase)

),

-- of a table that two sets hold, the one that is taken speaks; of two facts, the one that is not proved
judged as (

    select
        fact_rows.document_id,
        fact_rows.table_no,
        proofs.fact,
        proofs.row_count,
        proofs.facts_yuan,
        proofs.total_yuan,
        proofs.difference_yuan,
        proofs.outcome,
        proofs.is_set_proved,
        proofs.is_decisive or coalesce(proofs.proved_by = 'table', false) as has_own_total,
        case
            when proofs.is_taken then proofs.is_proved
            when proofs.is_set_proved then proofs.choice_no > proofs.taken_no
            else false
        end as is_proved
    from fact_rows
    inner join proofs on {{ same_by('fact_rows', 'proofs', 'fact', 'choice_no', 'is_apart', 'document_id', 'phase') }}
    qualify row_number() over (
        partition by fact_rows.document_id, fact_rows.table_no, proofs.fact
        order by proofs.is_taken desc, proofs.choice_no asc
    ) = 1

),

worst as (

    select *
    from judged
    qualify row_number() over (partition by document_id, table_no order by is_proved, fact) = 1

)

select * from worst
